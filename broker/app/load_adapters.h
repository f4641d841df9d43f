// The vendors' adapters that a configuration uses.
#pragma once

#include "broker/app/adapter_reload.h"
#include "broker/app/config.h"

namespace varde::app {

// Those in use, and those that a registered device speaks. Throws CannotStart if one is not there
// or does not do what it claims, and for a registered device of a type that its adapter does not
// know: a device that is never understood must not be found out by its silence.
[[nodiscard]] LoadedAdapters load_adapters(const Config& config);

}  // namespace varde::app
