// The town of the simulation: small, so that its parts meet often.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "broker/core/input.h"

namespace varde::test::sim {

// What the broker reads from its configuration at each start: itself, the register, rules,
// policies.
[[nodiscard]] std::vector<core::Input> town_site();

// Each device, and what it says.
[[nodiscard]] std::vector<std::pair<std::string, std::vector<core::SignalKind>>> town_devices();

}  // namespace varde::test::sim
