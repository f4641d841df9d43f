// A person who is where nobody expects them; and the geometry of it.
#include <catch2/catch.hpp>
#include <cmath>

#include "broker/core/geofence.h"
#include "tests/support/declared_rules.h"

namespace varde::test {
namespace {

using core::AlarmType;
using core::Condition;

constexpr AlarmType kLeft = AlarmType::ZoneLeft;
constexpr double kMetre = 1 / 111'195.08;  // Degrees of latitude.

// Metres north and east of Astrid's house, at 62.5 degrees north.
core::GeoPoint point(double north, double east = 0, double accuracy = 0) {
  return {62.5 + north * kMetre, 11 + east * kMetre / std::cos(62.5 * 3.14159265358979 / 180),
          accuracy};
}

core::Geofence around_home() {
  core::Geofence fence;
  fence.areas = {core::Circle{point(0), 200},
                 core::Polygon{{point(1'000, -100), point(1'000, 100), point(2'000, 100),
                                point(2'000, -100)}}};
  fence.max_accuracy_m = 100;
  fence.max_age = 10min;
  return fence;
}

core::AlarmRule home_watch() {
  core::AlarmRule made =
      rule("astrid-home", {SignalKind::Position}, around_home(), kLeft, core::Priority::High);
  made.match.positions = {PositionId("astrid")};
  return made;
}

core::Signal fix(const core::GeoPoint& where) {
  core::Signal made = signal(SignalKind::Position);
  made.location = where;
  return made;
}

void is_at(World& world, const core::GeoPoint& where) {
  world.send(device("tracker-1"), fix(where));
}

core::FixAnswer answer(const core::Signal& made) {
  return core::where_is(around_home(), made, at(1h));
}

}  // namespace

TEST_CASE("who leaves all areas is an alarm once, and normal when back in any of them",
          "[core][rules]") {
  World world = world_with({home_watch()});
  is_at(world, point(150));
  CHECK_FALSE(world.is_open("astrid", kLeft));
  is_at(world, point(500));
  CHECK(world.alarm("astrid", kLeft).rule == "astrid-home");
  world.pass(1min);
  is_at(world, point(600));
  CHECK(world.alarm("astrid", kLeft).occurrences == 1);
  is_at(world, point(1'500));
  CHECK(world.alarm("astrid", kLeft).condition == Condition::Normal);
  is_at(world, point(600));
  CHECK(world.alarm("astrid", kLeft).condition == Condition::Active);
}

TEST_CASE("a fix that may be inside or outside changes nothing", "[core][rules]") {
  World world = world_with({home_watch()});
  is_at(world, point(250, 0, 60));
  CHECK_FALSE(world.is_open("astrid", kLeft));
  is_at(world, point(300, 0, 60));
  CHECK(world.is_open("astrid", kLeft));
  is_at(world, point(150, 0, 60));
  CHECK(world.alarm("astrid", kLeft).condition == Condition::Active);
  is_at(world, point(100, 0, 60));
  CHECK(world.alarm("astrid", kLeft).condition == Condition::Normal);
}

TEST_CASE("outside the hours of a geofence nobody is missed, but who is back is back",
          "[core][rules]") {
  core::AlarmRule night = home_watch();
  night.match.at = {{22h, 7h, {}}};
  World world = world_with({night});  // It is 01:00.
  is_at(world, point(500));
  pass_until(world, std::chrono::year(2026) / 1 / 1, 12h);
  is_at(world, point(0));
  CHECK(world.alarm("astrid", kLeft).condition == Condition::Normal);
  is_at(world, point(500));
  CHECK(world.alarm("astrid", kLeft).condition == Condition::Normal);
}

TEST_CASE("the geofence of one person is nobody else's", "[core][rules]") {
  World world = world_with({home_watch()});
  world.send(device("bed-2"), fix(point(500)));
  world.send(device("stranger"), fix(point(500)));
  CHECK_FALSE(world.is_open("birger", kLeft));
  CHECK_FALSE(world.is_open("unregistered/nordlia/stranger", kLeft));
}

TEST_CASE("a fix is judged by its accuracy", "[core][geofence]") {
  using core::FixAnswer;
  CHECK(answer(fix(point(400, 0, 100))) == FixAnswer::Outside);
  CHECK(answer(fix(point(400, 0, 101))) == FixAnswer::Inaccurate);
  CHECK(answer(fix(point(400, 0, -1))) == FixAnswer::None);
  CHECK(answer(fix({91, 11, 0})) == FixAnswer::None);
  CHECK(answer(fix({62, std::nan(""), 0})) == FixAnswer::None);
  CHECK(answer(signal(SignalKind::Position)) == FixAnswer::None);
}

TEST_CASE("a fix is judged by its age, unless its clock was never set", "[core][geofence]") {
  using core::FixAnswer;
  core::Signal made = fix(point(500));
  const bool network = GENERATE(true, false);
  auto& time = network ? made.network_time : made.device_time;
  time = at(50min);
  CHECK(answer(made) == FixAnswer::Outside);
  time = at(50min - 1us);
  CHECK(answer(made) == FixAnswer::Old);
  time = at(2h);
  CHECK(answer(made) == FixAnswer::Outside);
  // Sent just now by a device that had it in store.
  made.network_time = at(1h);
  made.device_time = at(0s);
  CHECK(answer(made) == FixAnswer::Old);
  made.device_time = Instant{};
  CHECK(answer(made) == FixAnswer::Outside);
}

TEST_CASE("of no area nobody is outside", "[core][geofence]") {
  CHECK(core::where_is({}, fix(point(0)), at(0s)) == core::FixAnswer::Uncertain);
}

TEST_CASE("distances on the sphere", "[core][geofence]") {
  // One degree of a great circle.
  CHECK(core::metres_between({60, 10, 0}, {61, 10, 0}) == Approx(111'195.08).epsilon(1e-6));
  CHECK(core::metres_between({0, 179.5, 0}, {0, -179.5, 0}) == Approx(111'195.08).epsilon(1e-6));
  CHECK(core::metres_between({62, 11, 0}, {62, 11, 0}) == 0);
}

TEST_CASE("distances to a polygon are those to its nearest edge, within a metre in 5 km",
          "[core][geofence]") {
  const double latitude = GENERATE(0.0, 58.0, 71.0);
  const double metres = GENERATE(10.0, 500.0, 5'000.0);
  const double side = metres * kMetre / std::cos(latitude * 3.14159265358979 / 180);
  // A meridian is a great circle: the border runs along it, the fix lies west and east of it.
  const core::Polygon land{{{latitude - 0.1, 11, 0},
                            {latitude + 0.1, 11, 0},
                            {latitude + 0.1, 12, 0},
                            {latitude - 0.1, 12, 0}}};
  const core::GeoPoint west{latitude, 11 - side, 0};
  const double wanted = core::metres_between(west, {latitude, 11, 0});
  CHECK(core::metres_outside(land, west) == Approx(wanted).margin(1.0));
  CHECK(core::metres_outside(land, {latitude, 11 + side, 0}) == Approx(-wanted).margin(1.0));
  // The distance to a corner alone.
  const core::GeoPoint corner{latitude + 0.1, 11, 0};
  const core::GeoPoint off{latitude + 0.1 + metres * kMetre / 2, 11 - side / 2, 0};
  CHECK(core::metres_outside(land, off) == Approx(core::metres_between(off, corner)).margin(1.0));
}

TEST_CASE("a polygon may have a bay, and lie across the date line", "[core][geofence]") {
  const core::Polygon bay{{{0, 0, 0}, {0, 3, 0}, {3, 3, 0}, {1, 1.5, 0}, {3, 0, 0}}};
  CHECK(core::metres_outside(bay, {2.5, 0.2, 0}) < 0);
  CHECK(core::metres_outside(bay, {2.5, 1.5, 0}) > 0);
  CHECK(core::metres_outside(bay, {0.5, 1.5, 0}) < 0);
  const core::Polygon fiji{{{-1, 179, 0}, {-1, -179, 0}, {1, -179, 0}, {1, 179, 0}}};
  CHECK(core::metres_outside(fiji, {0, 180, 0}) < 0);
  CHECK(core::metres_outside(fiji, {0, -180, 0}) < 0);
  CHECK(core::metres_outside(fiji, {0, 178, 0}) > 0);
  CHECK(core::metres_outside(core::Polygon{{{0, 0, 0}, {1, 1, 0}}}, {0, 0, 0}) > 1e9);
}

}  // namespace varde::test
