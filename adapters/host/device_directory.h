// The registered devices that speak a vendor's language, by what the vendor calls them.
// Thread safety: immutable; call from any thread.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "broker/core/event.h"
#include "broker/core/signal.h"

namespace varde::adapters {

class DeviceDirectory {
 public:
  DeviceDirectory() = default;

  // Devices without a vendor are passed over. Of two with one address the first counts; the
  // configuration refuses such.
  explicit DeviceDirectory(const std::vector<core::Device>& devices);

  // The device that `adapter` hears as `address`: for a device behind a carrier, the carrier's id.
  // Null: not registered.
  [[nodiscard]] const core::Device* find(std::string_view adapter, std::string_view address) const;

  // All that `adapter` hears, by address.
  [[nodiscard]] std::vector<const core::Device*> heard_by(std::string_view adapter) const;

 private:
  using Key = std::pair<std::string, std::string>;  // Adapter and address.
  std::map<Key, core::Device, std::less<>> devices_;
};

// The id that a device in no register goes by: the adapter's and the address, with '_' for what no
// name may hold. A number made of the address is added where something had to be changed or cut, so
// that two addresses are never one device.
[[nodiscard]] DeviceId unregistered_device_id(std::string_view adapter, std::string_view address);

}  // namespace varde::adapters
