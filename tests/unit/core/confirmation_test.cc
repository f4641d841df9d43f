// Two of several detectors: a confirmed fire.
#include <catch2/catch.hpp>

#include "tests/support/declared_rules.h"

namespace varde::test {
namespace {

using core::AlarmType;

constexpr AlarmType kFire = AlarmType::Fire;

core::AlarmRule two_detectors() {
  return rule("confirmed-fire", {SignalKind::Smoke, SignalKind::Heat}, core::Confirmation{2, 5min},
              kFire, core::Priority::Critical);
}

}  // namespace

TEST_CASE("two detectors of one building confirm a fire, and each is its own alarm as well",
          "[core][rules]") {
  World world = world_with({two_detectors()});
  world.send(device("smoke-1"), SignalKind::Smoke);
  CHECK(world.is_open("hall", AlarmType::Smoke));
  CHECK_FALSE(world.is_open("hall", kFire));
  world.pass(5min);  // Exactly: within.
  world.send(device("smoke-2"), SignalKind::Heat);
  CHECK(world.is_open("corridor", AlarmType::Heat));
  CHECK(world.alarm("corridor", kFire).rule == "confirmed-fire");
  CHECK(world.alarm("corridor", kFire).device == device("smoke-2"));
}

TEST_CASE("one detector that repeats itself confirms nothing", "[core][rules]") {
  World world = world_with({two_detectors()});
  for (int i = 0; i < 3; ++i) {
    world.send(device("smoke-1"), SignalKind::Smoke);
    world.pass(1min);
  }
  world.send(device("smoke-1"), SignalKind::Heat);
  CHECK_FALSE(world.is_open("hall", kFire));
}

TEST_CASE("nor does one that was later than the time, or normal again before", "[core][rules]") {
  World world = world_with({two_detectors()});
  world.send(device("smoke-1"), SignalKind::Smoke);
  SECTION("later") { world.pass(5min + 1us); }
  SECTION("normal") { world.send(device("smoke-1"), SignalKind::Smoke, SignalState::Normal); }
  world.send(device("smoke-2"), SignalKind::Smoke);
  CHECK_FALSE(world.is_open("corridor", kFire));
  CHECK_FALSE(world.is_open("hall", kFire));
}

TEST_CASE("a detector in another building, or in fault, confirms nothing", "[core][rules]") {
  World world = world_with({two_detectors()});
  world.send(device("smoke-1"), SignalKind::Smoke);
  world.send(device("bed-1"), SignalKind::Smoke);
  world.send(device("smoke-2"), SignalKind::Smoke, SignalState::Fault);
  CHECK_FALSE(world.is_open("astrid", kFire));
  CHECK_FALSE(world.is_open("corridor", kFire));
}

TEST_CASE("a third detector joins the fire that is known; nobody raises a second",
          "[core][rules]") {
  World world = world_with({two_detectors()});
  world.send(device("smoke-1"), SignalKind::Smoke);
  world.send(device("smoke-2"), SignalKind::Smoke);
  world.pass(1h);  // Neither counts any more; the fire is open.
  world.send(device("leak-1"), SignalKind::Heat);
  world.send(device("smoke-1"), SignalKind::Heat);
  CHECK_FALSE(world.is_open("hall", kFire));
  CHECK(world.alarm("corridor", kFire).occurrences == 2);
  world.pass(1min);
  world.send(device("smoke-1"), SignalKind::Smoke);
  CHECK(world.alarm("corridor", kFire).occurrences == 2);
}

TEST_CASE("detectors in no site confirm each other at one position", "[core][rules]") {
  World world = world_with({two_detectors()});
  world.send(device("bed-1"), SignalKind::Smoke);
  world.send(device("mat-1"), SignalKind::Smoke);
  CHECK(world.is_open("astrid", kFire));
}

TEST_CASE("a detector's word outlives a restart", "[core][rules]") {
  World world = world_with({two_detectors()});
  world.send(device("smoke-1"), SignalKind::Smoke);
  stop_for(world, 4min);
  world.send(device("smoke-2"), SignalKind::Smoke);
  CHECK(world.is_open("corridor", kFire));
}

TEST_CASE("two detectors in one message are two", "[core][rules]") {
  World world = world_with({two_detectors()});
  core::FieldMessage both = message(device("smoke-1"), {signal(SignalKind::Smoke)});
  both.others = {{device("smoke-2"), std::vector{signal(SignalKind::Smoke)}}};
  world.give(both);
  CHECK(world.is_open("corridor", kFire));
}

}  // namespace varde::test
