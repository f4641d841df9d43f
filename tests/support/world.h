// A small municipality for tests: the core with simulated time, and words to tell a situation in.
#pragma once

#include <chrono>
#include <string>
#include <utility>
#include <vector>

#include "broker/core/decide.h"

namespace varde::test {

using namespace std::chrono_literals;
using core::SignalKind;
using core::SignalState;

// Time zero of all tests: 2026-01-01 00:00 UTC.
[[nodiscard]] inline Instant at(Duration since_start) {
  return Instant(std::chrono::sys_days{std::chrono::year(2026) / 1 / 1}) + since_start;
}

[[nodiscard]] inline core::DeviceRef device(const std::string& id,
                                            const std::string& municipality = "nordlia") {
  return {MunicipalityId(municipality), DeviceId(id)};
}

[[nodiscard]] inline core::Signal signal(SignalKind kind, SignalState state = SignalState::Active) {
  core::Signal made;
  made.kind = kind;
  made.state = state;
  return made;
}

[[nodiscard]] inline core::Signal keyed(core::Signal made, std::uint64_t sequence,
                                        const std::string& boot = "b1") {
  made.key = core::SignalKey{boot, sequence};
  return made;
}

[[nodiscard]] inline core::FieldMessage message(const core::DeviceRef& from,
                                                std::vector<core::Signal> signals,
                                                const std::string& link = "mosquitto") {
  core::FieldMessage made;
  made.raw.link = LinkId(link);
  made.raw.topic = "varde/v1/" + from.municipality.str() + "/" + from.device.str() + "/signal";
  made.raw.payload = "{}";
  made.raw.payload_size = 2;
  made.device = from;
  made.content = std::move(signals);
  return made;
}

// Municipality nordlia with the button of Astrid, a smoke detector and a leak sensor in the hall;
// municipality sorvik with one button.
[[nodiscard]] core::ApplyRegister small_register();

[[nodiscard]] core::Actor operator_named(const std::string& user, const std::string& session = "");

// The core and a clock that only the test moves. Every decision is folded in.
class World {
 public:
  World();

  [[nodiscard]] const core::State& state() const { return state_; }
  [[nodiscard]] Instant now() const { return now_; }
  void wait(Duration duration) { now_ += duration; }
  // Moves the clock, with every Tick that falls due on the way.
  void pass(Duration duration);

  core::Decision give(const core::Input& input);
  core::Decision send(const core::DeviceRef& from, const core::Signal& made);
  core::Decision send(const core::DeviceRef& from, SignalKind kind,
                      SignalState state = SignalState::Active);

  // Opens a console for `user` (session "console-of-<user>").
  void sit_down(const std::string& user);
  void leave(const std::string& user);

  template <class Act>
  Result<core::Decision, core::Refusal> ask(const std::string& user, AlarmId alarm, Act act,
                                            const std::string& key = {}) {
    return try_give(core::Command{operator_named(user), key, alarm, std::move(act)});
  }
  Result<core::Decision, core::Refusal> try_give(const core::Input& input);

  // The open alarm of this position and type; fails the test if there is none.
  [[nodiscard]] const core::Alarm& alarm(const std::string& position, core::AlarmType type) const;
  [[nodiscard]] bool is_open(const std::string& position, core::AlarmType type) const;
  [[nodiscard]] std::vector<AlarmId> queue() const;

  // The open test alarm of this position and type; none.
  [[nodiscard]] const core::Alarm* test_alarm(const std::string& position,
                                              core::AlarmType type) const;
  // Folds in a fact that another part of the core would decide.
  void fold(core::EventBody fact);

 private:
  core::State state_;
  Instant now_ = at(0s);
};

}  // namespace varde::test
