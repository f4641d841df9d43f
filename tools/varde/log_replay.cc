#include "tools/varde/log_replay.h"

#include <algorithm>
#include <map>
#include <type_traits>
#include <utility>
#include <variant>

#include "tools/varde/simulated_core.h"

namespace varde::cli {
namespace {

constexpr std::size_t kStep = 1'000;

// Where an alarm stands, whatever its number is.
struct Place {
  PositionId position;
  core::AlarmType type = core::AlarmType::Unspecified;
  bool test = false;
  friend auto operator<=>(const Place&, const Place&) = default;
};

Place place_of(const core::AlarmRaised& raised) {
  return {raised.position, raised.type, raised.test};
}

// An act of a person on an alarm, which is done again as a fact.
template <class Body>
constexpr bool kIsAct =
    std::is_same_v<Body, core::AlarmAcknowledged> || std::is_same_v<Body, core::AlarmClaimed> ||
    std::is_same_v<Body, core::NoteAdded> || std::is_same_v<Body, core::ResponderDispatched> ||
    std::is_same_v<Body, core::AlarmShelved> || std::is_same_v<Body, core::ClaimOffered> ||
    std::is_same_v<Body, core::ClaimOfferEnded>;

// What is said of no alarm and holds in both.
template <class Body>
constexpr bool kIsShared =
    std::is_same_v<Body, core::RegisterChanged> || std::is_same_v<Body, core::ExceptionBegun> ||
    std::is_same_v<Body, core::ShiftBegun> || std::is_same_v<Body, core::ShiftEnded>;

// Gives the log's events to a core of its own, one after the other.
class Again {
 public:
  Again(core::State past, const LogReplayOptions& options)
      : core_(std::move(past), options.from, [this](const core::Event& event) { note(event); }) {
    for (const auto& [id, alarm] : core_.state().alarms.open()) {
      places_[id] = {alarm.position, alarm.type, alarm.test};
    }
    if (options.rules) core_.give(core::ApplyRules{*options.rules});
    replay_.rules_version = core_.state().rules.version;
  }

  void take(const core::Event& event) {
    core_.pass_until(event.at);
    std::visit([&](const auto& body) { take_body(body, event.at); }, event.body);
  }

  LogReplay finish() {
    compare();
    return std::move(replay_);
  }

 private:
  void note(const core::Event& event) {
    const auto* raised = std::get_if<core::AlarmRaised>(&event.body);
    if (raised != nullptr) now_.push_back({event.at, *raised});
  }

  // What the core decides by itself it has decided again, or not.
  template <class Body>
  void take_body(const Body& body, Instant at) {
    if constexpr (std::is_same_v<Body, core::AlarmRaised>) {
      places_[body.alarm] = place_of(body);
      then_.push_back({at, body});
    } else if constexpr (kIsAct<Body>) {
      act(body);
    } else if constexpr (kIsShared<Body>) {
      core_.fold(body);
    } else {
      take_input(body);
    }
  }

  void take_input(const core::MessageReceived& body) {
    replay_.messages += 1;
    core_.give(core::FieldMessage{body.raw, body.device, body.signals, {}, {}});
  }
  void take_input(const core::MessageUndecodable& body) {
    replay_.messages += 1;
    core_.give(core::FieldMessage{body.raw, body.device, body.failure, {}, {}});
  }
  void take_input(const core::BrokerStarted& body) {
    core_.give(core::StartBroker{body.version, body.links});
  }
  void take_input(const core::LinkChanged& body) {
    core_.give(core::ChangeLink{body.link, body.up, body.detail, body.forgotten});
  }
  void take_input(const core::AdapterChanged& body) {
    core_.give(core::ChangeAdapter{body.adapter, body.version, body.quarantined, body.detail});
  }
  void take_input(const core::HealthChanged& body) {
    core_.give(core::ReportHealth{body.subject, body.name, body.well, body.detail});
  }
  void take_input(const core::PoliciesChanged& body) {
    core_.give(core::ApplyPolicies{body.policies});
  }
  void take_input(const core::ConsoleConnected& body) {
    core_.give(core::ConnectConsole{body.session, body.user, body.role, body.municipalities});
  }
  void take_input(const core::ConsoleLost& body) { core_.give(core::LoseConsole{body.session}); }
  void take_input(const core::ConsoleGone& body) {
    if (core_.state().consoles.contains(body.session)) core_.give(core::LogOut{body.session});
  }
  void take_input(const core::ExceptionEnded& body) {
    if (!body.user.empty()) core_.fold(body);
  }
  void take_input(const core::AlarmResolved& body) {
    if (!body.user.empty()) act(body);
  }
  void take_input(const core::AlarmUnshelved& body) {
    if (!body.user.empty()) act(body);
  }
  void take_input(const core::ClaimReleased& body) {
    if (body.reason == core::ReleaseReason::OperatorReleased) act(body);
  }
  template <class Body>
  void take_input(const Body& /*body*/) {}

  template <class Body>
  void act(Body body) {
    const auto place = places_.find(body.alarm);
    if (place == places_.end()) return;
    const core::Alarm* alarm =
        core_.state().alarms.find(place->second.position, place->second.type, place->second.test);
    if (alarm == nullptr) return;
    body.alarm = alarm->id;
    core_.fold(std::move(body));
  }

  void compare() {
    std::map<Place, std::vector<RaisedAlarm>> now;
    for (RaisedAlarm& raised : now_) now[place_of(raised.alarm)].push_back(std::move(raised));
    for (const RaisedAlarm& before : then_) {
      auto& candidates = now[place_of(before.alarm)];
      const auto found = std::ranges::find_if(candidates, [&](const RaisedAlarm& candidate) {
        return std::chrono::abs(candidate.at - before.at) <= kSameAlarm;
      });
      if (found == candidates.end()) {
        replay_.only_then.push_back(before);
        continue;
      }
      if (found->alarm.priority == before.alarm.priority) {
        replay_.same += 1;
      } else {
        replay_.other_priority.push_back(*found);
      }
      candidates.erase(found);
    }
    for (auto& [place, left] : now) {
      for (RaisedAlarm& raised : left) replay_.only_now.push_back(std::move(raised));
    }
    std::ranges::stable_sort(replay_.only_now, {}, &RaisedAlarm::at);
  }

  LogReplay replay_;
  std::map<AlarmId, Place> places_;  // By the numbers of the log.
  std::vector<RaisedAlarm> then_;
  std::vector<RaisedAlarm> now_;
  SimulatedCore core_;  // Its events go into `now_`.
};

}  // namespace

Result<LogReplay, eventlog::LogError> replay_log(const eventlog::EventLog& log,
                                                 const LogReplayOptions& options) {
  core::State past;
  std::optional<Again> again;
  for (LogPosition next(1);;) {
    const auto events = log.read(next, kStep);
    if (events.has_error()) return events.error();
    if (events->empty()) break;
    for (const eventlog::StoredEvent& stored : *events) {
      if (!again && stored.event.at >= options.from) again.emplace(std::move(past), options);
      if (again) {
        again->take(stored.event);
      } else {
        core::fold(past, stored.event);
      }
      next = stored.position.next();
    }
    if (options.progress) options.progress(next);
  }
  if (!again) again.emplace(std::move(past), options);
  return again->finish();
}

}  // namespace varde::cli
