#include "broker/core/seams.h"
#include "broker/core/ticks.h"

namespace varde::core {

bool judge_by_rules(Draft&, const DeviceRef&, const PositionId&, const Signal&, LogPosition) {
  return false;
}
const Alarm* combined_with(const State&, const PositionId&, AlarmType, bool) { return nullptr; }
std::optional<Instant> next_timer(const State&) { return std::nullopt; }
void run_timers(Draft&) {}

}  // namespace varde::core
