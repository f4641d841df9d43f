#include "broker/core/rules.h"
#include "broker/core/seams.h"
#include "broker/core/ticks.h"

namespace varde::core {

void begin_escalation(const State&, AlarmRaised& raised, Instant now) {
  raised.respond_by = now + response_target(raised.priority);
}
std::optional<EscalationRestarted> restart_escalation(const State&, const Alarm&, Instant) {
  return std::nullopt;
}
std::optional<Instant> next_escalation(const State&) { return std::nullopt; }
void escalate(Draft&) {}

}  // namespace varde::core
