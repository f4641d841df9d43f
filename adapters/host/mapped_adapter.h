// The adapter for what is simple: JSON in, signals by the rules of a manifest's `map:`.
// Thread safety: pure functions.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "adapters/host/map_rules.h"
#include "adapters/host/state_rule.h"
#include "broker/base/result.h"
#include "broker/core/signal.h"

namespace varde::adapters {

// JSON nested deeper than this is not read.
inline constexpr std::size_t kMapDepth = 32;

// What `payload` says, in the order of the rules; at most kSignalsOfMessage (codec_signals.h).
// Empty: nothing. States are written out: none is Unspecified. Failure: what was not understood, in
// one line that names the pointer. A rule whose state is decided but whose value is missing still
// speaks: no alarm is lost for a temperature. Of one alarm kind only the worst state is told.
// REQUIRES: fault_of(rules) is none.
[[nodiscard]] Result<std::vector<core::Signal>, core::DecodeFailure> decode_mapped(
    const MapRules& rules, std::string_view payload, const PreviousStates& previous);

}  // namespace varde::adapters
