#include "broker/core/ticks.h"

namespace varde::core {

std::optional<Instant> next_staffing(const State&) { return std::nullopt; }
void watch_staffing(Draft&) {}

}  // namespace varde::core
