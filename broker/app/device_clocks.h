// How often each device must be heard of: what the register says of it, else its adapter's
// manifest, else the table by device type in the policies. Each clock by itself.
// Thread safety: pure functions.
#pragma once

#include <memory>
#include <vector>

#include "adapters/host/adapter.h"
#include "broker/core/input.h"
#include "broker/policy/policies_file.h"

namespace varde::app {

// A manifest's interval is how long the device may be silent. The silence of one that sleeps
// between reports says little: it may last twice as long.
[[nodiscard]] core::ApplyRegister with_clocks(
    core::ApplyRegister site, const std::vector<std::shared_ptr<const adapters::Adapter>>& adapters,
    const policy::SupervisionTable& table);

}  // namespace varde::app
