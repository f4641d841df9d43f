// Conditions that outlive their alarm: a person has resolved it while the floor was still wet.
//
// For each a timer of Varde's own runs. When it is due an alarm says so, and says it once more each
// limits::kRestoreWithin for as long as the device has not reported normal.
#include <algorithm>
#include <string>
#include <utility>

#include "broker/core/draft.h"
#include "broker/core/limits.h"
#include "broker/core/rules.h"
#include "broker/core/seams.h"

namespace varde::core {
namespace {

const RuleId& own_rule() {
  static const RuleId rule("restore-overdue");
  return rule;
}

// A space is in no position's name, so that no key begins with that of another position.
std::string subjects_at(const PositionId& position) { return position.str() + " "; }

TimerKey key_of(const PositionId& position, AlarmType type) {
  return {own_rule(), subjects_at(position) + std::to_string(static_cast<unsigned>(type))};
}

// The timer has been due before: the alarm says that the condition is overdue.
bool is_overdue(const Timer& timer) { return !timer.times.empty(); }

// As things are after the facts so far: two may end in one message.
bool another_is_overdue(const Draft& draft, const PositionId& position, const TimerKey& but) {
  return std::ranges::any_of(
      draft.timers_of(own_rule(), subjects_at(position)),
      [&](const auto& entry) { return entry.first != but && is_overdue(entry.second); });
}

// False if the device was taken away from the position since: nobody is left to say normal.
bool is_still_there(const Register& known, const Timer& timer) {
  const Device* device = known.find_device(timer.device);
  if (device != nullptr) return device->position == timer.position;
  return known.find_position(timer.position) == nullptr;
}

void return_overdue(Draft& draft, const PositionId& position, LogPosition cause) {
  for (const bool test : {false, true}) {
    const auto overdue = draft.open_alarm(position, AlarmType::RestoreOverdue, test);
    if (overdue) draft.return_to_normal(*overdue, cause);
  }
}

}  // namespace

void await_restore(Draft& draft, const Alarm& alarm) {
  const bool wanted = alarm.condition == Condition::Active && is_lasting(alarm.type) && !alarm.test;
  if (!wanted || draft.state().timers.pending().size() >= limits::kTimers) return;
  Timer timer;
  timer.due = draft.now() + limits::kRestoreWithin;
  timer.device = alarm.device;
  timer.position = alarm.position;
  draft.add(TimerSet{key_of(alarm.position, alarm.type), std::move(timer)});
}

void note_restore(Draft& draft, const DeviceRef& device, const PositionId& position, AlarmType type,
                  LogPosition cause) {
  const Timers& timers = draft.state().timers;
  if (timers.pending().empty()) return;
  const Timer* timer = timers.find(key_of(position, type));
  if (timer != nullptr && timer->device == device) end_restore(draft, position, type, cause);
}

void end_restore(Draft& draft, const PositionId& position, AlarmType type, LogPosition cause) {
  const Timers& timers = draft.state().timers;
  if (timers.pending().empty() || !is_lasting(type)) return;
  const TimerKey key = key_of(position, type);
  const Timer* timer = timers.find(key);
  if (timer == nullptr) return;
  draft.add(TimerCleared{key});
  if (is_overdue(*timer) && !another_is_overdue(draft, position, key))
    return_overdue(draft, position, cause);
}

bool run_own_timer(Draft& draft, const TimerKey& key, const Timer& timer) {
  if (key.rule != own_rule()) return false;
  if (!is_still_there(draft.state().known, timer)) {
    draft.add(TimerCleared{key});
    if (is_overdue(timer) && !another_is_overdue(draft, timer.position, key))
      return_overdue(draft, timer.position, timer.cause);
    return true;
  }
  draft.raise_or_repeat(timer.position, timer.device, rule_of(AlarmType::RestoreOverdue),
                        timer.cause, std::nullopt);
  Timer again = timer;
  again.due = draft.now() + limits::kRestoreWithin;
  if (again.times.empty()) again.times.push_back(draft.now());
  draft.add(TimerSet{key, std::move(again)});
  return true;
}

}  // namespace varde::core
