// Where a fix lies with respect to areas on the map. Pure geometry, no state.
//
// The earth is a sphere of 6 371 008.8 m: distances are up to 0.5 % off what the ellipsoid says.
// Polygons are looked at on a plane through the fix (equirectangular, with the scale of the
// latitude midway to each corner): against the great circle, distances to what lies within 5 km of
// the fix are less than 1 m off, up to 71 degrees north. Edges are straight on that plane.
#pragma once

#include <cstdint>
#include <variant>
#include <vector>

#include "broker/base/instant.h"
#include "broker/core/ruleset.h"
#include "broker/core/signal.h"

namespace varde::core {

[[nodiscard]] double metres_between(const GeoPoint& a, const GeoPoint& b);

// How far the point of `fix` is from the border of the area: positive outside, negative inside. Its
// accuracy is not looked at. An area that is none (a polygon of two corners) is infinitely far
// away.
[[nodiscard]] double metres_outside(const Circle& area, const GeoPoint& fix);
[[nodiscard]] double metres_outside(const Polygon& area, const GeoPoint& fix);

// What a signal says of where its device is.
enum class FixAnswer : std::uint8_t {
  None,        // It carries no fix, or one that is no place on earth.
  Inaccurate,  // Its accuracy circle is larger than the rule allows.
  Old,         // Taken longer ago than the rule allows.
  Uncertain,   // Its accuracy circle reaches over a border.
  Inside,      // All of its accuracy circle is in one of the areas.
  Outside,     // All of its accuracy circle is outside all areas.
};

// `now`: when the signal is judged. The age is that of the older of the signal's two times. A
// device time that is a month off is a clock that was never set, and no time. Without any time a
// fix is new.
[[nodiscard]] FixAnswer where_is(const Geofence& fence, const Signal& signal, Instant now);

}  // namespace varde::core
