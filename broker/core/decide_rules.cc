#include "broker/core/limits.h"
#include "broker/core/seams.h"
#include "broker/core/ticks.h"

namespace varde::core {

bool judge_by_rules(Draft&, const DeviceRef&, const PositionId&, const Signal&, LogPosition) {
  return false;
}
const Alarm* combined_with(const State&, const PositionId&, AlarmType, bool) { return nullptr; }

std::optional<Instant> next_timer(const State& state) { return state.timers.next_due(); }

void run_timers(Draft& draft) {
  const Timers& timers = draft.state().timers;
  for (const TimerKey& key : timers.due(draft.now(), limits::kTickWork)) {
    if (!run_own_timer(draft, key, *timers.find(key))) draft.add(TimerCleared{key});
  }
}

}  // namespace varde::core
