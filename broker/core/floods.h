// Where operators get more new rows than they can answer. Inside the core only.
#pragma once

#include <optional>

#include "broker/base/instant.h"
#include "broker/core/draft.h"
#include "broker/core/state.h"

namespace varde::core {

// When a flood begins or ends next, as things are; none: not by time alone.
[[nodiscard]] std::optional<Instant> next_flood_change(const State& state);

// Notes the floods that begin or end now.
void change_floods(Draft& draft);

}  // namespace varde::core
