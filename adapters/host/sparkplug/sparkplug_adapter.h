// Sparkplug B as an adapter of the host: the decoder (sparkplug_nodes.h) over the devices that are
// registered with the adapter `sparkplug-b`. Their addresses are `group/node` for an edge node and
// `group/node/device` for a device behind it; their parameters say what the metrics mean
// (metric_rules_json.h).
//
// Whenever a link comes up, every node that is registered, or has a registered device behind it, is
// asked for a new birth: what it said meanwhile is missing.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "adapters/host/compiled_adapter.h"
#include "broker/core/event.h"

namespace varde::adapters {

inline constexpr std::string_view kSparkplugAdapter = "sparkplug-b";

// Why a device that is registered with the adapter cannot be understood, in one line; none if it
// can. Until it is mended, its messages are undecoded for this reason; its death is told all the
// same. For the check of a register, too. Thread safety: pure function.
[[nodiscard]] std::optional<std::string> fault_of_sparkplug_device(
    const core::VendorDevice& device);

// A CompiledAdapterFactory.
[[nodiscard]] std::unique_ptr<CompiledAdapter> make_sparkplug_adapter(
    const DeviceDirectory& directory, const DeviceStates& states);

}  // namespace varde::adapters
