// Whom a schedule names. Pure.
#pragma once

#include <optional>

#include "broker/base/ids.h"
#include "broker/base/instant.h"
#include "broker/core/policies.h"

namespace varde::core {

// Who is on call by `schedule` at `now`; none: it names nobody (it has not begun, or has no
// people).
//
// An override goes before all else, also before the beginning; of several the last in the list.
// Then, where the schedule has people for holidays, each public holiday since the beginning is the
// next one's, from midnight to midnight by the clock on the wall. Otherwise it is the rotation's:
// it changes hands each week on the weekday and at the time of `begins`, by the clock on the wall,
// also when that was moved meanwhile. Weeks count through holidays.
[[nodiscard]] std::optional<PersonId> on_call(const Schedule& schedule, Instant now);

}  // namespace varde::core
