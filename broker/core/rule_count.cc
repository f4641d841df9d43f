// So many within a time.
#include <algorithm>

#include "broker/core/device_memory.h"
#include "broker/core/field_memory.h"
#include "broker/core/limits.h"
#include "broker/core/rule_alarm.h"
#include "broker/core/rule_forms.h"

namespace varde::core {
namespace {

// A copy of what was said a moment ago, or a lasting state told once more.
bool is_counted_already(const Draft& draft, const Heard& heard) {
  const State& state = draft.state();
  if (is_unchanged(state, heard.by.device, heard.signal)) return true;
  const auto memory = state.devices.find(heard.by.device);
  return !heard.signal.key && memory != state.devices.end() &&
         seen_before(memory->second, heard.signal, false, draft.now()) == Seen::SameState;
}

}  // namespace

void judge(Draft& draft, const AlarmRule& rule, const Count& form, const Heard& heard,
           bool applies) {
  if (!applies || !is_active(heard.signal) || rule.raise.type == AlarmType::Unspecified) return;
  if (is_counted_already(draft, heard)) return;
  const Speaker& by = heard.by;
  const TimerKey key{rule.id, by.position.str()};
  const auto before = draft.timer(key);
  Timer timer = before.value_or(Timer{});
  std::erase_if(timer.times, [&](Instant at) { return draft.now() - at > form.within; });
  timer.times.push_back(draft.now());
  const std::size_t wanted = std::min<std::size_t>(form.at_least, limits::kTimesPerTimer);
  if (timer.times.size() >= wanted) {
    if (before) draft.add(TimerCleared{key});
    raise_by_rule(draft, rule, by.device, by.position, heard.cause, heard.signal.key);
    return;
  }
  timer.due = draft.now() + form.within + Duration(1);  // From then on none of them counts.
  timer.cause = heard.cause;
  timer.device = by.device;
  timer.position = by.position;
  draft.set_timer(key, std::move(timer));
}

}  // namespace varde::core
