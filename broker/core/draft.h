// A decision in the making. Inside the core only.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "broker/core/decide.h"
#include "broker/core/rules.h"

namespace varde::core {

// True if one more signal must make the alarm unacknowledged again: who calls again while nobody is
// with them, or a condition that comes back.
[[nodiscard]] bool wants_to_be_heard_again(const Alarm& alarm);

// Collects the events of one decision and answers, of the alarms, with those events seen.
class Draft {
 public:
  Draft(const State& state, Instant now) : state_(state), now_(now) {}

  [[nodiscard]] const State& state() const { return state_; }
  [[nodiscard]] Instant now() const { return now_; }

  // Adds a fact and returns the log position it will have.
  LogPosition add(EventBody body);

  // Adds a fact about `alarm` and returns the alarm as it is then.
  Alarm add_about(const Alarm& alarm, const EventBody& fact);

  // Adds a request for `what`, to be run before `expires_at`. None, with nothing added, while too
  // many effects are pending.
  std::optional<EffectId> request(decltype(Effect::what) what, Instant expires_at);

  // The open alarm of this position and type, as it is after the facts so far.
  [[nodiscard]] std::optional<Alarm> open_alarm(const PositionId& position, AlarmType type,
                                                bool test = false) const;

  // The open alarm with this number, as it is after the facts so far.
  [[nodiscard]] std::optional<Alarm> open_alarm(AlarmId id) const;

  // What was raised, and which incidents were opened, by the facts so far; oldest first.
  [[nodiscard]] const std::vector<AlarmId>& raised() const { return raised_; }
  [[nodiscard]] std::vector<const IncidentOpened*> opened() const;

  // The open alarm that one of `type` at `position` is one with, by a declared combination, as it
  // is after the facts so far.
  [[nodiscard]] std::optional<Alarm> combined_alarm(const PositionId& position, AlarmType type,
                                                    bool test) const;

  // draft_timers.cc. The timer with this key, as it is after the facts so far.
  [[nodiscard]] std::optional<Timer> timer(const TimerKey& key) const;

  // Those of one rule whose subject begins with `prefix`, as they are after the facts so far.
  [[nodiscard]] std::map<TimerKey, Timer> timers_of(const RuleId& rule,
                                                    const std::string& prefix) const;

  // Sets the timer. Nothing is added while limits::kTimers are pending and this is one more.
  void set_timer(const TimerKey& key, Timer timer);

  // The number that the next alarm will have.
  [[nodiscard]] AlarmId next_alarm() const;

  // True if nothing has been added.
  [[nodiscard]] bool empty() const { return decision_.events.empty(); }

  // Raises an alarm, or counts one more occurrence of the open one. A device that is out of service
  // raises nothing, one that is on test raises an alarm of its own beside the real one.
  void raise_or_repeat(const PositionId& position, const DeviceRef& device, const Rule& rule,
                       LogPosition cause, const std::optional<SignalKey>& key);

  // Notes that the condition has gone, and clears the alarm if that is enough for its type.
  void return_to_normal(const Alarm& alarm, LogPosition cause);

  // Clears the alarm if its condition is over and does not chatter, that is enough for its type,
  // and nobody has it.
  void clear_if_over(const Alarm& alarm);

  // Takes the alarm from the shelf; its escalation begins anew. `user`: empty: its time was over.
  // REQUIRES: it is on the shelf.
  void unshelve(const Alarm& alarm, const UserId& user);

  // Marks all facts as the outcome of a person's command.
  void by_command(CommandRef command) { command_ = std::move(command); }

  [[nodiscard]] Decision finish(AlarmId alarm = {}) &&;

 private:
  void index(const EventBody& body);
  [[nodiscard]] Alarm note_chatter(const Alarm& alarm);
  void repeat(const Alarm& open, const DeviceRef& device, const Rule& rule, LogPosition cause,
              const std::optional<SignalKey>& key);

  const State& state_;
  Instant now_;
  Decision decision_;
  std::optional<CommandRef> command_;

  // What the facts so far are about, so that a decision of thousands of them stays quick.
  using Place = std::tuple<PositionId, AlarmType, bool>;
  std::map<Place, AlarmId> raised_at_;  // The newest there.
  std::vector<AlarmId> raised_;
  std::multimap<AlarmId, std::size_t> facts_about_;  // By their index; equal keys in order.
  std::vector<std::size_t> opened_;
  ExceptionId ended_;  // The newest exception that is over.
};

// The parts of `decide`, one file each.
[[nodiscard]] Decision decide_field(const State& state, const FieldMessage& message, Instant now);
[[nodiscard]] Result<Decision, Refusal> decide_command(const State& state, const Command& command,
                                                       Instant now);
[[nodiscard]] Decision decide_console(const State& state, const ConnectConsole& input, Instant now);
[[nodiscard]] Decision decide_console(const State& state, const LoseConsole& input, Instant now);
[[nodiscard]] Decision decide_console(const State& state, const LogOut& input, Instant now);
[[nodiscard]] Decision decide_start(const State& state, const StartBroker& input, Instant now);
[[nodiscard]] Decision decide_register(const State& state, const ApplyRegister& input, Instant now);
[[nodiscard]] Decision decide_link(const State& state, const ChangeLink& input, Instant now);
[[nodiscard]] Decision decide_adapter(const State& state, const ChangeAdapter& input, Instant now);
[[nodiscard]] Decision decide_effect(const State& state, const ConcludeEffect& input, Instant now);
[[nodiscard]] Decision decide_tick(const State& state, Instant now);
[[nodiscard]] Decision decide_rules(const State& state, const ApplyRules& input, Instant now);
[[nodiscard]] Decision decide_policies(const State& state, const ApplyPolicies& input, Instant now);
[[nodiscard]] Decision decide_health(const State& state, const ReportHealth& input, Instant now);

}  // namespace varde::core
