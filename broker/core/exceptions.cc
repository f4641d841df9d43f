#include "broker/core/seams.h"
#include "broker/core/ticks.h"

namespace varde::core {

const ServiceException* exception_of(const State&, const DeviceRef&, const PositionId&, Instant) {
  return nullptr;
}
std::optional<Instant> next_exception(const State&) { return std::nullopt; }
void end_exceptions(Draft&) {}

}  // namespace varde::core
