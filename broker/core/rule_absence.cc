// What should follow within a time, and does not.
#include <algorithm>

#include "broker/core/own_positions.h"
#include "broker/core/rule_alarm.h"
#include "broker/core/rule_forms.h"

namespace varde::core {
namespace {

bool has(const std::vector<SignalKind>& list, SignalKind kind) {
  return std::ranges::find(list, kind) != list.end();
}

// A position that was given up while the time ran has nobody to wait for.
bool is_still_there(const Register& known, const Timer& timer) {
  if (known.find_position(timer.position) != nullptr) return true;
  return is_own_position(timer.position) && known.find_device(timer.device) == nullptr;
}

}  // namespace

bool is_expected(const AlarmRule& rule, const Absence& form, const Signal& signal) {
  if (!has(form.expected, signal.kind)) return false;
  // Of a value that should keep coming, normal is as good as any.
  return is_active(signal) ||
         (signal.state == SignalState::Normal && has(rule.match.kinds, signal.kind));
}

void judge(Draft& draft, const AlarmRule& rule, const Absence& form, const Heard& heard,
           bool applies) {
  const Signal& signal = heard.signal;
  const bool came = is_expected(rule, form, signal);
  const bool withdrawn = signal.state == SignalState::Normal && has(rule.match.kinds, signal.kind);
  const bool begins =
      applies && rule.raise.type != AlarmType::Unspecified && (came || is_active(signal));
  const TimerKey key{rule.id, heard.by.position.str()};
  const bool waiting = draft.timer(key).has_value();
  if (came || withdrawn) {
    if (waiting && !begins) draft.add(TimerCleared{key});
    end_at_position(draft, rule, heard.by.position, heard.cause);
  }
  if (!begins) return;
  // Who leaves the bed twice has been up since the first time; and of whom it is known, is known.
  const Speaker& by = heard.by;
  if (!came && (waiting || active_alarm(draft, rule, by.device, by.position))) return;
  draft.set_timer(key, {draft.now() + form.within, heard.cause, by.device, by.position, {}});
}

void run_due(Draft& draft, const AlarmRule& rule, const Absence&, const TimerKey& key,
             const Timer& timer) {
  draft.add(TimerCleared{key});
  if (!is_still_there(draft.state().known, timer)) return;
  raise_by_rule(draft, rule, timer.device, timer.position, timer.cause);
}

}  // namespace varde::core
