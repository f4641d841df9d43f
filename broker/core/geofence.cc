#include "broker/core/geofence.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <numbers>

namespace varde::core {
namespace {

using namespace std::chrono_literals;

constexpr double kEarthRadius = 6'371'008.8;  // Metres: the mean radius of IUGG.
constexpr double kRadians = std::numbers::pi / 180;
constexpr double kNowhere = std::numeric_limits<double>::infinity();
constexpr Duration kClockNeverSet = 24h * 30;

// On the plane through the fix, which is its origin. Metres.
struct Offset {
  double east = 0;
  double north = 0;
};

Offset offset_of(const GeoPoint& corner, const GeoPoint& fix) {
  // The short way around the earth, so that an area may lie across the date line.
  const double degrees_east = std::remainder(corner.longitude - fix.longitude, 360.0);
  const double middle = (corner.latitude + fix.latitude) / 2 * kRadians;
  return {degrees_east * kRadians * std::cos(middle) * kEarthRadius,
          (corner.latitude - fix.latitude) * kRadians * kEarthRadius};
}

// From the origin to the edge between two corners.
double distance_to_edge(const Offset& from, const Offset& to) {
  const double east = to.east - from.east;
  const double north = to.north - from.north;
  const double length_squared = east * east + north * north;
  double along = 0;
  if (length_squared > 0) {
    along = -(from.east * east + from.north * north) / length_squared;
    along = std::clamp(along, 0.0, 1.0);
  }
  return std::hypot(from.east + along * east, from.north + along * north);
}

// True if a ray from the origin to the east crosses the edge. A corner belongs to one of its two
// edges only.
bool crosses(const Offset& from, const Offset& to) {
  if ((from.north > 0) == (to.north > 0)) return false;
  const double share = from.north / (from.north - to.north);
  return from.east + share * (to.east - from.east) > 0;
}

bool is_on_earth(const GeoPoint& fix) {
  return std::abs(fix.latitude) <= 90 && std::abs(fix.longitude) <= 180 && fix.accuracy_m >= 0 &&
         std::isfinite(fix.accuracy_m);
}

bool is_old(const Signal& signal, Duration max_age, Instant now) {
  const auto older = [&](const std::optional<Instant>& taken) {
    return taken && now - *taken > max_age;
  };
  const bool set =
      signal.device_time && std::chrono::abs(now - *signal.device_time) <= kClockNeverSet;
  return older(signal.network_time) || (set && older(signal.device_time));
}

double metres_outside_any(const std::variant<Circle, Polygon>& area, const GeoPoint& fix) {
  return std::visit([&](const auto& shape) { return metres_outside(shape, fix); }, area);
}

}  // namespace

double metres_between(const GeoPoint& a, const GeoPoint& b) {
  const double north = std::sin((b.latitude - a.latitude) * kRadians / 2);
  const double east = std::sin((b.longitude - a.longitude) * kRadians / 2);
  const double haversine = north * north + std::cos(a.latitude * kRadians) *
                                               std::cos(b.latitude * kRadians) * east * east;
  return 2 * kEarthRadius * std::asin(std::sqrt(std::min(1.0, haversine)));
}

double metres_outside(const Circle& area, const GeoPoint& fix) {
  return metres_between(area.centre, fix) - area.radius_m;
}

double metres_outside(const Polygon& area, const GeoPoint& fix) {
  if (area.corners.size() < 3) return kNowhere;
  double nearest = kNowhere;
  bool inside = false;
  Offset from = offset_of(area.corners.back(), fix);
  for (const GeoPoint& corner : area.corners) {
    const Offset to = offset_of(corner, fix);
    nearest = std::min(nearest, distance_to_edge(from, to));
    if (crosses(from, to)) inside = !inside;
    from = to;
  }
  return inside ? -nearest : nearest;
}

FixAnswer where_is(const Geofence& fence, const Signal& signal, Instant now) {
  if (!signal.location || !is_on_earth(*signal.location)) return FixAnswer::None;
  const GeoPoint& fix = *signal.location;
  if (fence.max_accuracy_m > 0 && fix.accuracy_m > fence.max_accuracy_m)
    return FixAnswer::Inaccurate;
  if (fence.max_age > 0s && is_old(signal, fence.max_age, now)) return FixAnswer::Old;
  bool touches = fence.areas.empty();  // Of nothing, nobody is outside.
  for (const auto& area : fence.areas) {
    const double outside = metres_outside_any(area, fix);
    if (outside <= -fix.accuracy_m) return FixAnswer::Inside;
    touches = touches || outside <= fix.accuracy_m;
  }
  return touches ? FixAnswer::Uncertain : FixAnswer::Outside;
}

}  // namespace varde::core
