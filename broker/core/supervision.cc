#include "broker/core/supervision.h"

namespace varde::core {

const Watched* Supervision::find(const DeviceRef& device) const {
  const auto found = watched_.find(device);
  return found == watched_.end() ? nullptr : &found->second;
}

// The index by due time comes with the supervision itself.
void Supervision::put(const DeviceRef& device, const Watched& watched) {
  watched_.insert_or_assign(device, watched);
}

}  // namespace varde::core
