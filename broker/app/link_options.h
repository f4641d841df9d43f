// From the configuration of a link to the options of its bridge.
#pragma once

#include "broker/app/config.h"
#include "broker/links/paho_bridge.h"

namespace varde::app {

[[nodiscard]] links::BridgeOptions bridge_options(const LinkConfig& link);

}  // namespace varde::app
