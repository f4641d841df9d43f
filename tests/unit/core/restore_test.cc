// Conditions that outlive their alarm.
#include <catch2/catch.hpp>

#include "broker/core/limits.h"
#include "tests/support/world.h"

namespace varde::test {
namespace {

using core::AlarmType;
using core::limits::kRestoreWithin;

void resolve(World& world, const std::string& position, AlarmType type) {
  const AlarmId id = world.alarm(position, type).id;
  world.sit_down("kari");
  REQUIRE(world.ask("kari", id, core::Claim{}).has_value());
  REQUIRE(world.ask("kari", id, core::Resolve{core::Outcome::HandledByPhone, ""}).has_value());
}

bool is_overdue(const World& world) { return world.is_open("hall", AlarmType::RestoreOverdue); }

}  // namespace

TEST_CASE("a leak resolved while it is wet must be dry within its time", "[core]") {
  World world;
  world.send(device("leak-1"), SignalKind::WaterLeak);
  resolve(world, "hall", AlarmType::WaterLeak);

  SECTION("it is not: an alarm says so") {
    world.pass(kRestoreWithin - 1s);
    CHECK_FALSE(is_overdue(world));
    world.pass(1s);
    REQUIRE(is_overdue(world));
    CHECK(world.alarm("hall", AlarmType::RestoreOverdue).device == device("leak-1"));

    world.send(device("leak-1"), SignalKind::WaterLeak, SignalState::Normal);
    CHECK_FALSE(is_overdue(world));
    CHECK(world.state().timers.pending().empty());
  }
  SECTION("it is: nothing more is said") {
    world.pass(1h);
    world.send(device("leak-1"), SignalKind::WaterLeak, SignalState::Normal);
    CHECK(world.state().timers.pending().empty());
    world.pass(kRestoreWithin);
    CHECK_FALSE(is_overdue(world));
  }
  SECTION("another device at the position says nothing about it") {
    world.send(device("smoke-1"), SignalKind::WaterLeak, SignalState::Normal);
    world.pass(kRestoreWithin);
    CHECK(is_overdue(world));
  }
  SECTION("it leaks anew: that is an alarm of its own, and nothing else is waited for") {
    world.pass(1h);
    world.send(device("leak-1"), SignalKind::WaterLeak);
    CHECK(world.is_open("hall", AlarmType::WaterLeak));
    CHECK(world.state().timers.pending().empty());
  }
  SECTION("its device was taken away: nobody is left to say that it is dry") {
    core::ApplyRegister without = small_register();
    without.devices.erase(without.devices.begin() + 2);
    world.give(without);
    world.pass(kRestoreWithin);
    CHECK_FALSE(is_overdue(world));
    CHECK(world.state().timers.pending().empty());
  }
}

TEST_CASE("what was resolved when it was over is not waited for", "[core]") {
  World world;
  world.send(device("smoke-1"), SignalKind::Smoke);
  world.send(device("smoke-1"), SignalKind::Smoke, SignalState::Normal);

  resolve(world, "hall", AlarmType::Smoke);

  CHECK(world.state().timers.pending().empty());
}

TEST_CASE("a call does not last: nobody waits for it to return to normal", "[core]") {
  World world;
  world.send(device("button-1"), SignalKind::HelpCall);

  resolve(world, "astrid", AlarmType::HelpCall);

  CHECK(world.state().timers.pending().empty());
}

TEST_CASE("an overdue condition is told again for as long as it lasts", "[core]") {
  World world;
  world.send(device("leak-1"), SignalKind::WaterLeak);
  resolve(world, "hall", AlarmType::WaterLeak);
  world.pass(kRestoreWithin);
  resolve(world, "hall", AlarmType::RestoreOverdue);
  CHECK_FALSE(is_overdue(world));

  world.pass(kRestoreWithin);

  CHECK(is_overdue(world));
}

TEST_CASE("of two overdue conditions at one position both must be over", "[core]") {
  World world;
  world.send(device("leak-1"), SignalKind::WaterLeak);
  world.send(device("leak-1"), SignalKind::Tamper);
  resolve(world, "hall", AlarmType::WaterLeak);
  resolve(world, "hall", AlarmType::Tamper);
  world.pass(kRestoreWithin);

  world.send(device("leak-1"), SignalKind::WaterLeak, SignalState::Normal);
  CHECK(is_overdue(world));
  world.send(device("leak-1"), SignalKind::Tamper, SignalState::Normal);
  CHECK_FALSE(is_overdue(world));
}

TEST_CASE("mains that are back are told by their own signal", "[core]") {
  World world;
  world.send(device("leak-1"), SignalKind::MainsLost);
  resolve(world, "hall", AlarmType::MainsLost);

  world.send(device("leak-1"), SignalKind::MainsRestored);

  CHECK(world.state().timers.pending().empty());
}

TEST_CASE("who speaks is not offline", "[core]") {
  World world;
  world.send(device("leak-1"), SignalKind::Offline);
  resolve(world, "hall", AlarmType::Offline);

  world.send(device("leak-1"), SignalKind::Heartbeat);

  CHECK(world.state().timers.pending().empty());
}

}  // namespace varde::test
