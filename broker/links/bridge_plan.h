// Which sessions a bridge holds, from its options. Inside broker/links only.
#pragma once

#include <vector>

#include "broker/links/bridge_session.h"
#include "broker/links/paho_bridge.h"

namespace varde::links {

// The sessions: first the one that publishes notices, then urgent, then bulk, then the vendors'.
// Throws std::runtime_error with one line that names the option for what can never work.
[[nodiscard]] std::vector<SessionPlan> plan_sessions(const BridgeOptions& options);

}  // namespace varde::links
