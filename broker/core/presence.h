// Who is there to answer. Pure; small collections, no index.
#pragma once

#include <cstddef>
#include <set>

#include "broker/base/ids.h"
#include "broker/base/instant.h"
#include "broker/core/state.h"

namespace varde::core {

// True if the console is one of an operator who works for the municipality. What belongs to none is
// everybody's.
[[nodiscard]] bool serves(const Console& console, const MunicipalityId& municipality);

// The operators who can be alerted at a console, on shift or not. One whose connection has just
// gone counts while its claims are held (limits::kConsoleGrace, kRestartGrace): a reload of a page,
// or a restart of the broker, is no reason to wake whoever is on call.
[[nodiscard]] std::set<UserId> operators_at_consoles(const State& state,
                                                     const MunicipalityId& municipality,
                                                     Instant now);

// Those of them who are on shift: on duty.
[[nodiscard]] std::set<UserId> operators_on_duty(const State& state,
                                                 const MunicipalityId& municipality, Instant now);

// True if `user` is an operator for the municipality with a console that is connected now.
[[nodiscard]] bool is_present_operator(const State& state, const UserId& user,
                                       const MunicipalityId& municipality);

}  // namespace varde::core
