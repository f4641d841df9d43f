// From the configuration of a link to the options of its bridge.
#pragma once

#include <vector>

#include "broker/app/config.h"
#include "broker/core/state.h"
#include "broker/links/mqtt/options.h"
#include "broker/links/paho_bridge.h"

namespace varde::app {

[[nodiscard]] links::BridgeOptions bridge_options(const LinkConfig& link);

// REQUIRES: config.mqtt.
[[nodiscard]] links::mqtt::ListenerOptions listener_options(const Config& config);

// The devices that, as far as `state` knows, were connected to `link` when the broker stopped.
[[nodiscard]] std::vector<core::DeviceRef> online_through(const core::State& state,
                                                          const LinkId& link);

}  // namespace varde::app
