#include "tests/scenarios/stage.h"

#include <algorithm>
#include <fstream>
#include <sstream>

#include "broker/base/overload.h"
#include "broker/core/limits.h"
#include "broker/core/rules.h"
#include "broker/policy/policies_file.h"
#include "broker/policy/rules_file.h"
#include "broker/wire/events.h"
#include "broker/wire/names.h"
#include "tests/scenarios/words.h"
#include "tests/support/temp_dir.h"

namespace varde::test {
namespace {

constexpr const char* kLink = "mqtt";
constexpr const char* kGateways = "gateways";

// A tick may leave work for the next; that many in a row without an end is a mistake of the core.
constexpr int kMostTicks = 10'000;

// The files are read as a duty manager's are, from a folder.
class PolicyFolder {
 public:
  explicit PolicyFolder(const std::string& text) {
    std::ofstream(folder_.path() / "scenario.yaml") << text;
  }
  [[nodiscard]] const std::filesystem::path& path() const { return folder_.path(); }

 private:
  TempDir folder_;
};

template <class Loaded>
auto checked(Loaded loaded) {
  if (loaded.has_error()) throw NotUnderstood(yaml::describe(loaded.error()));
  return *std::move(loaded);
}

}  // namespace

Stage::Stage(const core::ApplyRegister& town, const Script& script)
    : town_(town), now_(script.begins) {
  give(core::StartBroker{"scenario", {LinkId(kLink), LinkId(kGateways)}});
  give(town_);
  policy::Known known;
  known.site = &town_;
  if (!script.rules.empty()) {
    const std::string combinations =
        script.combinations.empty() ? "" : "combinations:\n" + script.combinations;
    const PolicyFolder folder("rules:\n" + script.rules + combinations);
    give(core::ApplyRules{checked(policy::load_rules(folder.path(), known))});
  }
  if (!script.policies.empty()) {
    const PolicyFolder folder(script.policies);
    give(core::ApplyPolicies{checked(policy::load_policies(folder.path(), known)).policies});
  }
  for (const char* link : {kLink, kGateways})
    give(core::ChangeLink{LinkId(link), true, "connected"});
}

void Stage::run(const Step& step) {
  pass_until(step.at);
  const bool expects = step.sentence.starts_with("expect ");
  if (refused_ && !step.sentence.starts_with("expect refused")) {
    throw NotAsExpected("\"" + refused_act_ +
                        "\" was refused: " + std::string(core::name(*refused_)));
  }
  for (const Sentence& sentence : sentences()) {
    Words words;
    if (!std::regex_match(step.sentence, words, sentence.form)) continue;
    if (!expects) refused_act_ = step.sentence;
    return (this->*sentence.say)(words);
  }
  throw NotUnderstood("nobody understands \"" + step.sentence + "\"; see README.md");
}

void Stage::end() const {
  want(!refused_, "\"" + refused_act_ + "\" is not refused");
  core::State again;
  for (const core::Event& fact : facts_) core::fold(again, fact);
  want(again == state_, "the facts alone give the state that was reached");
}

core::Decision Stage::give(const core::Input& input) {
  core::Decision decision = decide(input);
  // Whoever is told hears it at once, or cannot be reached.
  while (!pending_.empty()) {
    const core::Effect effect = pending_.begin()->second;
    pending_.erase(pending_.begin());
    decide(outcome_of(effect));
  }
  return decision;
}

core::ConcludeEffect Stage::outcome_of(const core::Effect& effect) const {
  const auto* notify = std::get_if<core::Notify>(&effect.what);
  const bool fails = notify != nullptr && (unreachable_.contains(notify->person.str()) ||
                                           unreachable_.contains(notify->receiver.str()));
  if (fails) return {effect.id, core::EffectOutcome::Failed, "no answer"};
  return {effect.id, core::EffectOutcome::Delivered, {}};
}

core::Decision Stage::decide(const core::Input& input) {
  auto decision = core::decide(state_, input, now_);
  if (decision.has_error()) {
    refused_ = decision.error();
    return {};
  }
  for (const core::Event& event : decision->events) {
    core::fold(state_, event);
    facts_.push_back(event);
  }
  for (const core::Effect& effect : decision->effects) {
    pending_.insert_or_assign(effect.id, effect);
    told_.push_back(effect);
  }
  return *std::move(decision);
}

void Stage::ask(const std::string& user, AlarmId alarm, core::Act act) {
  give(core::Command{actor(user), {}, alarm, std::move(act)});
}

// As the engine does it: a tick at every instant that the core wants one, until `at`.
void Stage::pass_until(Instant at) {
  for (int ticks = 0; !down_; ++ticks) {
    const auto next = core::next_wakeup(state_);
    if (!next || *next > at) break;
    want(ticks < kMostTicks, "the core comes to rest");
    now_ = std::max(now_, *next);
    give(core::Tick{});
  }
  now_ = std::max(now_, at);
}

// The log is all that is left: the state is made of its facts.
void Stage::restart() {
  core::State recovered;
  for (const core::Event& fact : facts_) {
    v1::Event stored;
    wire::to_proto(fact, stored);
    const auto read = wire::from_proto(stored);
    want(read.has_value() && *read == fact, "every fact is read as it was written");
    core::fold(recovered, *read);
  }
  want(recovered == state_, "the recovered state is the one before");
  const auto snapshot = wire::parse_state(wire::serialize(state_));
  want(snapshot.has_value() && *snapshot == state_, "a snapshot gives the state");
  std::vector<std::pair<SessionId, core::Console>> present;
  for (const auto& [session, console] : state_.consoles) {
    if (!console.gone_at) present.emplace_back(session, console);
  }
  give(core::StartBroker{"scenario", {LinkId(kLink), LinkId(kGateways)}});
  for (const char* link : {kLink, kGateways})
    give(core::ChangeLink{LinkId(link), true, "connected"});
  for (const auto& [session, console] : present) {
    give(core::ConnectConsole{session, console.user, console.role, console.municipalities});
  }
}

void Stage::want(bool holds, const std::string& what) const {
  if (!holds) throw NotAsExpected("expected: " + what + "\nseen:\n" + seen());
}

core::Actor Stage::actor(const std::string& user) const {
  const Player& player = player_named(user);
  core::Actor actor;
  actor.user = UserId(player.user);
  actor.session = SessionId("console-of-" + player.user);
  actor.role = player.role;
  for (const auto& municipality : player.municipalities)
    actor.municipalities.emplace_back(municipality);
  return actor;
}

core::DeviceRef Stage::device_named(const std::string& id) const {
  for (const core::Device& device : town_.devices) {
    if (device.ref.device.str() == id) return device.ref;
  }
  return {MunicipalityId("nordlia"), DeviceId(id)};  // In no register.
}

core::FieldMessage Stage::field_message(const std::string& device) const {
  core::FieldMessage message;
  message.device = device_named(device);
  message.raw.link = LinkId(kLink);
  message.raw.topic = "varde/v1/" + message.device.municipality.str() + "/" + device + "/signal";
  message.raw.payload = "{}";
  message.raw.payload_size = 2;
  message.raw.received_at = now_;
  return message;
}

const core::Alarm* Stage::find_alarm(const std::string& text) const {
  static const std::regex kForm(R"((test )?(.+) of ([^ ]+))");
  std::smatch match;
  if (!std::regex_match(text, match, kForm))
    throw NotUnderstood("write \"help call of astrid\", not \"" + text + "\"");
  const bool is_type = wire::parse<core::AlarmType>(underscored(match[1].str() + match[2].str()))
                           .has_value();  // "test missing" is one.
  const bool test = match[1].matched && !is_type;
  const auto type =
      word<core::AlarmType>(test ? match[2].str() : match[1].str() + match[2].str(), "an alarm");
  PositionId position(match[3]);
  const core::DeviceRef device = device_named(match[3]);
  const bool known = state_.known.find_position(position) != nullptr;
  if (!known && match[3].str().find('/') == std::string::npos)
    position = PositionId("unregistered/" + device.municipality.str() + "/" + match[3].str());
  return state_.alarms.find(position, type, test);
}

const core::Alarm& Stage::alarm_named(const std::string& text) const {
  const core::Alarm* alarm = find_alarm(text);
  want(alarm != nullptr, "there is an open " + text);
  return *alarm;
}

std::string Stage::name_of(const core::Alarm& alarm) const {
  std::string name = plain(wire::name(alarm.type)) + " of " + alarm.position.str();
  return alarm.test ? "test " + name : name;
}

std::string Stage::seen() const {
  std::ostringstream out;
  out << "  at " << clock_text(now_) << "\n";
  for (const auto& [id, alarm] : state_.alarms.open()) {
    out << "  " << name_of(alarm) << ": " << wire::name(alarm.priority) << ", "
        << wire::name(alarm.condition) << ", " << wire::name(alarm.response)
        << (alarm.claimed() ? " by " + alarm.owner.str() : "")
        << (alarm.acknowledged() ? ", acknowledged" : "") << (alarm.shelf ? ", shelved" : "")
        << (alarm.stale ? ", stale" : "") << (alarm.chattering ? ", chattering" : "")
        << (alarm.incident.none() ? "" : ", in incident " + std::to_string(alarm.incident.value()))
        << ", " << alarm.occurrences << " times, by " << alarm.rule << "\n";
  }
  for (const auto& [id, incident] : state_.incidents.open) {
    out << "  incident " << id << ": " << wire::name(incident.cause) << " " << incident.subject
        << ", " << incident.members.size() << " alarms\n";
  }
  return out.str();
}

}  // namespace varde::test
