// A measurement beyond a limit for some time.
#include "broker/core/own_positions.h"
#include "broker/core/rule_alarm.h"
#include "broker/core/rule_forms.h"

namespace varde::core {
namespace {

TimerKey key_of(const AlarmRule& rule, const Speaker& by) {
  return {rule.id,
          by.position.str() + "/" + by.device.municipality.str() + "/" + by.device.device.str()};
}

// What is known already: the alarm is active, and of this sensor too.
bool is_raised(const Draft& draft, const AlarmRule& rule, const Speaker& by) {
  const auto alarm = active_alarm(draft, rule, by.device, by.position);
  return alarm && (alarm->device == by.device || alarm->several_devices);
}

// A sensor that was moved or retired while the time ran says nothing of where it was.
bool is_still_there(const Register& known, const Timer& timer) {
  if (const Device* device = known.find_device(timer.device))
    return device->position == timer.position;
  return is_own_position(timer.position);  // It never was in the register.
}

}  // namespace

Reading reading_of(const Threshold& limit, const Signal& signal) {
  const bool vouched = is_active(signal) || signal.state == SignalState::Normal;
  if (!signal.value || !vouched || signal.history) return Reading::None;
  const double value = *signal.value;
  if (limit.below) {
    if (value < *limit.below) return Reading::Beyond;
    if (value >= limit.clear) return Reading::Clear;
    if (value >= *limit.below) return Reading::Between;
  } else if (limit.above) {
    if (value > *limit.above) return Reading::Beyond;
    if (value <= limit.clear) return Reading::Clear;
    if (value <= *limit.above) return Reading::Between;
  }
  return Reading::None;  // Not a number, or no limit.
}

void judge(Draft& draft, const AlarmRule& rule, const Threshold& form, const Heard& heard,
           bool applies) {
  const Reading reading = reading_of(form, heard.signal);
  if (reading == Reading::None) return;
  const TimerKey key = key_of(rule, heard.by);
  const bool waiting = draft.timer(key).has_value();
  if (waiting && (reading == Reading::Clear || !applies)) draft.add(TimerCleared{key});
  if (reading == Reading::Clear) end_by_device(draft, rule, heard);
  if (reading != Reading::Beyond || !applies || waiting) return;
  if (rule.raise.type == AlarmType::Unspecified || is_raised(draft, rule, heard.by)) return;
  const Speaker& by = heard.by;
  if (form.hold > Duration::zero()) {
    draft.set_timer(key, {draft.now() + form.hold, heard.cause, by.device, by.position, {}});
  } else {
    raise_by_rule(draft, rule, by.device, by.position, heard.cause, heard.signal.key);
  }
}

void run_due(Draft& draft, const AlarmRule& rule, const Threshold&, const TimerKey& key,
             const Timer& timer) {
  draft.add(TimerCleared{key});
  if (!is_still_there(draft.state().known, timer)) return;
  // After a stop of the broker it is late: what counts is when it was due.
  if (!contains(rule.match.at, timer.due)) return;
  raise_by_rule(draft, rule, timer.device, timer.position, timer.cause);
}

}  // namespace varde::core
