#include "broker/core/ticks.h"

namespace varde::core {

std::optional<Instant> next_aging(const State&) { return std::nullopt; }
void age_alarms(Draft&) {}

}  // namespace varde::core
