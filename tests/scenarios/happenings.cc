// What can happen in a scenario.
#include <sstream>

#include "broker/base/overload.h"
#include "tests/scenarios/stage.h"
#include "tests/scenarios/words.h"

namespace varde::test {

core::Signal Stage::signal_of(const std::string& text) const {
  core::Signal signal;
  signal.state = core::SignalState::Active;
  const auto fields = parts(text, ',');
  static const std::regex kWithValue(R"((.+?) (-?\d+(?:\.\d+)?)(?: (\S+))?)");
  static const std::regex kAt(R"(at (-?[\d.]+) (-?[\d.]+)(?: within (\d+) m)?)");
  static const std::regex kKey(R"(number (\d+)(?: of (\S+))?)");
  static const std::regex kOld(R"(said (.+) ago)");
  std::smatch match;
  std::string kind = fields.at(0);
  if (std::regex_match(kind, match, kWithValue)) {
    signal.value = std::stod(match[2]);
    signal.unit = match[3];
    kind = match[1];
  } else {
    for (const auto& [suffix, state] : {std::pair{" normal", core::SignalState::Normal},
                                        {" fault", core::SignalState::Fault},
                                        {" unknown", core::SignalState::Unknown},
                                        {" test", core::SignalState::Test}}) {
      const bool is_kind = wire::parse<core::SignalKind>(underscored(kind)).has_value();
      if (is_kind || !kind.ends_with(suffix)) continue;  // "pump fault" is one.
      kind.resize(kind.size() - std::string_view(suffix).size());
      signal.state = state;
    }
  }
  signal.kind = word<core::SignalKind>(kind, "a kind of signal");
  for (std::size_t i = 1; i < fields.size(); ++i) {
    const std::string& field = fields[i];
    if (field == "history") {
      signal.history = true;
    } else if (field == "level") {
      signal.level = true;
    } else if (std::regex_match(field, match, kAt)) {
      signal.location = core::GeoPoint{std::stod(match[1]), std::stod(match[2]),
                                       match[3].matched ? std::stod(match[3]) : 0};
    } else if (std::regex_match(field, match, kKey)) {
      signal.key =
          core::SignalKey{match[2].matched ? match[2].str() : "boot-1", std::stoull(match[1])};
    } else if (std::regex_match(field, match, kOld)) {
      signal.device_time = now_ - duration_of(match[1]);
    } else if (field != "retained") {
      throw NotUnderstood("\"" + field + "\" is said of no signal");
    }
  }
  return signal;
}

// DEVICE: KIND[ STATE or VALUE][, at LAT LON within N m][, number N of BOOT][, history] + ...
void Stage::message(const Words& words) {
  core::FieldMessage message = field_message(words[1]);
  std::vector<core::Signal> signals;
  for (const std::string& part : parts(words[2], '+')) signals.push_back(signal_of(part));
  message.raw.retained = words[2].str().find(", retained") != std::string::npos;
  message.content = std::move(signals);
  give(message);
}

void Stage::garbage(const Words& words) {
  core::FieldMessage message = field_message(words[1]);
  message.content =
      core::DecodeFailure{core::DecodeFailureKind::Malformed, "not what it should be"};
  give(message);
}

// N homes NAME report KIND within DURATION
void Stage::many(const Words& words) {
  const int homes = std::stoi(words[1]);
  const Instant began = now_;
  const Duration within = duration_of(words[4]);
  for (int i = 1; i <= homes; ++i) {
    pass_until(began + within * i / homes);
    core::FieldMessage message = field_message(words[2].str() + "-" + std::to_string(i));
    message.content = std::vector{signal_of(words[3])};
    give(message);
  }
}

void Stage::sits_down(const Words& words) {
  const core::Actor who = actor(words[1]);
  give(core::ConnectConsole{who.session, who.user, who.role, who.municipalities});
}
void Stage::leaves(const Words& words) { give(core::LoseConsole{actor(words[1]).session}); }
void Stage::logs_out(const Words& words) { give(core::LogOut{actor(words[1]).session}); }

void Stage::begins_shift(const Words& words) {
  sits_down(words);
  ask(words[1], {}, core::BeginShift{});
}
void Stage::ends_shift(const Words& words) { ask(words[1], {}, core::EndShift{words[2]}); }

void Stage::claims(const Words& words) { ask(words[1], alarm_named(words[2]).id, core::Claim{}); }
void Stage::claims_next(const Words& words) { ask(words[1], {}, core::ClaimNext{}); }
void Stage::releases(const Words& words) {
  ask(words[1], alarm_named(words[2]).id, core::Release{});
}
void Stage::acknowledges(const Words& words) {
  ask(words[1], alarm_named(words[2]).id, core::Acknowledge{});
}
void Stage::notes(const Words& words) {
  ask(words[1], alarm_named(words[3]).id, core::AddNote{words[2]});
}
void Stage::dispatches(const Words& words) {
  ask(words[1], alarm_named(words[3]).id, core::Dispatch{words[2], {}});
}
void Stage::resolves(const Words& words) {
  const auto outcome = word<core::Outcome>(words[3], "an outcome");
  ask(words[1], alarm_named(words[2]).id, core::Resolve{outcome, words[4]});
}
void Stage::shelves(const Words& words) {
  ask(words[1], alarm_named(words[2]).id, core::Shelve{words[4], duration_of(words[3])});
}
void Stage::unshelves(const Words& words) {
  ask(words[1], alarm_named(words[2]).id, core::Unshelve{});
}
void Stage::offers(const Words& words) {
  ask(words[1], alarm_named(words[2]).id, core::OfferClaim{actor(words[3]).user});
}
void Stage::accepts(const Words& words) {
  ask(words[1], alarm_named(words[2]).id, core::AcceptClaim{});
}
void Stage::declines(const Words& words) {
  ask(words[1], alarm_named(words[2]).id, core::DeclineClaim{});
}

core::ExceptionScope Stage::scope_of(const std::string& text) const {
  static const std::regex kType(R"(all (.+) in (\S+))");
  static const std::regex kSite(R"(everything at (.+))");
  std::smatch match;
  core::ExceptionScope scope;
  if (std::regex_match(text, match, kType)) {
    scope.device_type = match[1];
    scope.municipality = MunicipalityId(match[2]);
    return scope;
  }
  if (std::regex_match(text, match, kSite)) {
    scope.site = match[1];
    scope.municipality = MunicipalityId("nordlia");
    return scope;
  }
  if (const auto* position = state_.known.find_position(PositionId(text))) {
    scope.position = position->id;
    scope.municipality = position->municipality;
    return scope;
  }
  const core::DeviceRef device = device_named(text);
  scope.device = device.device;
  scope.municipality = device.municipality;
  return scope;
}

void Stage::begins_exception(const Words& words) {
  const auto kind =
      words[3] == "on test" ? core::ExceptionKind::OnTest : core::ExceptionKind::OutOfService;
  ask(words[1], {},
      core::BeginException{kind, scope_of(words[2]), words[5], duration_of(words[4])});
}

void Stage::ends_exception(const Words& words) {
  const core::ExceptionScope scope = scope_of(words[2]);
  for (const auto& [id, exception] : state_.exceptions.running) {
    if (exception.scope == scope) return ask(words[1], {}, core::EndException{id});
  }
  want(false, words[2].str() + " is on test or out of service");
}

void Stage::acknowledges_incident(const Words& words) {
  ask(words[1], {}, core::AcknowledgeIncident{IncidentId(std::stoull(words[2]))});
}
void Stage::resolves_incident(const Words& words) {
  const auto outcome = word<core::Outcome>(words[3], "an outcome");
  ask(words[1], {}, core::ResolveIncident{IncidentId(std::stoull(words[2])), outcome, words[4]});
}

// USER tells DEVICE to open door|reset|locate [for ALARM]
void Stage::commands_device(const Words& words) {
  const auto command = word<core::DeviceCommand>(words[3], "a command");
  const AlarmId alarm = words[4].matched ? alarm_named(words[4]).id : AlarmId();
  ask(words[1], alarm, core::CommandDevice{device_named(words[2]), command});
}

void Stage::restarts(const Words&) { restart(); }

void Stage::is_down(const Words& words) {
  down_ = true;
  now_ += duration_of(words[1]);
  down_ = false;
  restart();
}

void Stage::link_changes(const Words& words) {
  const bool up = words[2] == "comes up";
  give(core::ChangeLink{LinkId(words[1]), up, up ? "connected" : "connection lost"});
}

// storage|clock|queue|receiver NAME is well|unwell
void Stage::health_changes(const Words& words) {
  const auto subject = word<core::HealthSubject>(words[1], "what is supervised");
  const bool well = words[3] == "well";
  give(core::ReportHealth{subject, words[2], well, well ? "" : "as the scenario says"});
}

// WHOM can|cannot be reached
void Stage::can_be_reached(const Words& words) {
  if (words[2] == "can") {
    unreachable_.erase(words[1]);
  } else {
    unreachable_.insert(words[1]);
  }
}

// N homes NAME [behind gateway G] [on network W] [in area A] in MUNICIPALITY
void Stage::adds_homes(const Words& words) {
  const int homes = std::stoi(words[1]);
  for (int i = 1; i <= homes; ++i) {
    const std::string name = words[2].str() + "-" + std::to_string(i);
    core::Position position;
    position.id = PositionId("home-" + name);
    position.municipality = MunicipalityId(words[6]);
    position.name = name;
    position.site = "Vegen " + name;
    position.site_kind = "dwelling";
    position.area = words[5];
    town_.positions.push_back(position);
    core::Device device;
    device.ref = {position.municipality, DeviceId(name)};
    device.position = position.id;
    device.type = "safety alarm";
    device.gateway = words[3];
    device.network = words[4];
    device.supervision.heard_within = std::chrono::hours(1);
    town_.devices.push_back(device);
  }
  give(town_);
}

// DEVICE is installed at POSITION[, a TYPE][, heard within D]
void Stage::installs(const Words& words) {
  core::Device device;
  const auto* position = state_.known.find_position(PositionId(words[2]));
  want(position != nullptr, "there is a position " + words[2].str());
  device.ref = {position->municipality, DeviceId(words[1])};
  device.position = position->id;
  device.type = words[3].matched ? words[3].str() : "sensor";
  if (words[4].matched) device.supervision.heard_within = duration_of(words[4]);
  if (words[5].matched) device.supervision.tested_within = duration_of(words[5]);
  town_.devices.push_back(device);
  give(town_);
}

}  // namespace varde::test
