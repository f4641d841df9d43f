#include "broker/core/seams.h"
#include "broker/core/ticks.h"

namespace varde::core {

void place_in_incident(Draft&, AlarmRaised&) {}
std::optional<Instant> next_incident(const State&) { return std::nullopt; }
void tend_incidents(Draft&) {}

}  // namespace varde::core
