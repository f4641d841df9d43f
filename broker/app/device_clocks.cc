#include "broker/app/device_clocks.h"

#include <algorithm>
#include <optional>

namespace varde::app {
namespace {

using AdapterPtr = std::shared_ptr<const adapters::Adapter>;

std::optional<Duration> by_manifest(const core::Device& device,
                                    const std::vector<AdapterPtr>& adapters) {
  if (!device.vendor) return std::nullopt;
  const auto adapter = std::ranges::find_if(
      adapters, [&](const AdapterPtr& one) { return one->manifest.id == device.vendor->adapter; });
  if (adapter == adapters.end()) return std::nullopt;
  const auto& types = (*adapter)->manifest.types;
  const auto type = types.find(device.vendor->model);
  if (type == types.end()) return std::nullopt;
  const adapters::Supervision& supervision = type->second.supervision;
  return Duration(supervision.interval) * (supervision.sleepy ? 2 : 1);
}

}  // namespace

core::ApplyRegister with_clocks(core::ApplyRegister site, const std::vector<AdapterPtr>& adapters,
                                const policy::SupervisionTable& table) {
  for (core::Device& device : site.devices) {
    core::SupervisionClocks& clocks = device.supervision;
    if (!clocks.heard_within) clocks.heard_within = by_manifest(device, adapters);
    const auto by_type = table.by_type.find(device.type);
    if (by_type == table.by_type.end()) continue;
    if (!clocks.heard_within) clocks.heard_within = by_type->second.heard_within;
    if (!clocks.tested_within) clocks.tested_within = by_type->second.tested_within;
  }
  return site;
}

}  // namespace varde::app
