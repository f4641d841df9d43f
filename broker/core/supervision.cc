#include "broker/core/supervision.h"

namespace varde::core {

const Watched* Supervision::find(const DeviceRef& device) const {
  const auto found = watched_.find(device);
  return found == watched_.end() ? nullptr : &found->second;
}

}  // namespace varde::core
