// Alarms that come and go.
#include <catch2/catch.hpp>

#include "tests/support/world.h"

namespace varde::test {
namespace {

using core::AlarmType;
using core::Condition;

void leak(World& world, SignalState state) {
  world.send(device("leak-1"), SignalKind::WaterLeak, state);
}

const core::Alarm& alarm(const World& world) { return world.alarm("hall", AlarmType::WaterLeak); }

}  // namespace

TEST_CASE("three changes within ten minutes are chatter", "[core]") {
  World world;
  leak(world, SignalState::Active);
  world.pass(5min);
  leak(world, SignalState::Normal);
  CHECK_FALSE(alarm(world).chattering);
  const Duration rest = GENERATE(Duration(5min), Duration(5min + 1s));
  world.pass(rest);

  leak(world, SignalState::Active);

  CHECK(alarm(world).chattering == (rest == 5min));
}

TEST_CASE("a leak that chatters is not over when it is acknowledged and dry for a moment",
          "[core]") {
  World world;
  leak(world, SignalState::Active);
  leak(world, SignalState::Normal);
  leak(world, SignalState::Active);
  REQUIRE(alarm(world).chattering);
  REQUIRE(world.ask("kari", alarm(world).id, core::Acknowledge{}).has_value());

  leak(world, SignalState::Normal);
  REQUIRE(world.is_open("hall", AlarmType::WaterLeak));
  CHECK(alarm(world).condition == Condition::Normal);

  SECTION("calm for ten minutes: over") {
    world.pass(10min - 1s);
    CHECK(world.is_open("hall", AlarmType::WaterLeak));
    world.pass(1s);
    CHECK_FALSE(world.is_open("hall", AlarmType::WaterLeak));
  }
  SECTION("back before: the same alarm") {
    const AlarmId id = alarm(world).id;
    world.pass(9min);
    leak(world, SignalState::Active);
    world.pass(9min);
    CHECK(alarm(world).id == id);
    CHECK(alarm(world).chattering);
  }
}

TEST_CASE("calm after chatter, an alarm whose condition lasts stays", "[core]") {
  World world;
  leak(world, SignalState::Active);
  leak(world, SignalState::Normal);
  leak(world, SignalState::Active);

  world.pass(10min);

  CHECK_FALSE(alarm(world).chattering);
  CHECK(alarm(world).condition == Condition::Active);
}

TEST_CASE("a call that is repeated does not chatter: its condition does not change", "[core]") {
  World world;
  for (std::uint64_t i = 1; i <= 10; ++i)
    world.send(device("button-1"), keyed(signal(SignalKind::HelpCall), i));

  CHECK_FALSE(world.alarm("astrid", AlarmType::HelpCall).chattering);
}

}  // namespace varde::test
