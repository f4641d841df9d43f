// The vendors' adapters that a configuration uses.
#pragma once

#include <memory>
#include <vector>

#include "adapters/host/adapter.h"
#include "broker/app/config.h"

namespace varde::app {

// Those in use, and those that a registered device speaks. Throws CannotStart with one line for the
// first that is not there or cannot be loaded, and for a registered device of a type that its
// adapter does not know: a device that is never understood must not be found out by its silence.
[[nodiscard]] std::vector<std::shared_ptr<const adapters::Adapter>> load_adapters(
    const Config& config);

}  // namespace varde::app
