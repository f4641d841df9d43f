#include <catch2/catch.hpp>

#include "tests/support/world.h"

namespace varde::test {
namespace {

using core::AlarmType;
using core::Condition;

TEST_CASE("only the field returns a condition to normal", "[core]") {
  World world;
  world.send(device("smoke-1"), SignalKind::Smoke);
  const AlarmId id = world.alarm("hall", AlarmType::Smoke).id;

  REQUIRE(world.ask("kari", id, core::Acknowledge{}).has_value());
  CHECK(world.alarm("hall", AlarmType::Smoke).condition == Condition::Active);

  world.send(device("smoke-1"), SignalKind::Smoke, SignalState::Normal);
  CHECK(world.alarm("hall", AlarmType::Smoke).condition == Condition::Normal);
}

TEST_CASE("a help call that was cancelled stays until an operator has seen to it", "[core]") {
  World world;
  world.send(device("button-1"), SignalKind::HelpCall);

  world.send(device("button-1"), SignalKind::Cancelled);

  CHECK(world.alarm("astrid", AlarmType::HelpCall).condition == Condition::Normal);
  CHECK(world.queue().size() == 1);
}

TEST_CASE("a leak clears when it is both acknowledged and normal, in either order", "[core]") {
  World world;
  world.send(device("leak-1"), SignalKind::WaterLeak);
  const AlarmId id = world.alarm("hall", AlarmType::WaterLeak).id;

  SECTION("acknowledged first") {
    REQUIRE(world.ask("kari", id, core::Acknowledge{}).has_value());
    CHECK(world.is_open("hall", AlarmType::WaterLeak));
    world.send(device("leak-1"), SignalKind::WaterLeak, SignalState::Normal);
  }
  SECTION("normal first") {
    world.send(device("leak-1"), SignalKind::WaterLeak, SignalState::Normal);
    CHECK(world.is_open("hall", AlarmType::WaterLeak));
    REQUIRE(world.ask("kari", id, core::Acknowledge{}).has_value());
  }
  CHECK_FALSE(world.is_open("hall", AlarmType::WaterLeak));
}

TEST_CASE("a low battery clears by itself, and not while somebody handles it", "[core]") {
  World world;
  world.sit_down("kari");
  world.send(device("button-1"), SignalKind::BatteryLow);
  const AlarmId id = world.alarm("astrid", AlarmType::BatteryLow).id;

  SECTION("nobody has it") {
    world.send(device("button-1"), SignalKind::BatteryOk);
    CHECK_FALSE(world.is_open("astrid", AlarmType::BatteryLow));
  }
  SECTION("somebody has it") {
    REQUIRE(world.ask("kari", id, core::Claim{}).has_value());
    world.send(device("button-1"), SignalKind::BatteryOk);
    CHECK(world.is_open("astrid", AlarmType::BatteryLow));
  }
}

TEST_CASE("who calls again while nobody is with them is heard again", "[core]") {
  World world;
  world.sit_down("kari");
  world.send(device("button-1"), keyed(signal(SignalKind::HelpCall), 1));
  const AlarmId id = world.alarm("astrid", AlarmType::HelpCall).id;
  REQUIRE(world.ask("kari", id, core::Acknowledge{}).has_value());

  SECTION("nobody: unacknowledged again") {
    world.send(device("button-1"), keyed(signal(SignalKind::HelpCall), 2));
    CHECK_FALSE(world.alarm("astrid", AlarmType::HelpCall).acknowledged());
  }
  SECTION("somebody: the acknowledgement stays") {
    REQUIRE(world.ask("kari", id, core::Claim{}).has_value());
    world.send(device("button-1"), keyed(signal(SignalKind::HelpCall), 2));
    CHECK(world.alarm("astrid", AlarmType::HelpCall).acknowledged());
  }
}

TEST_CASE("a condition that comes back after normal is unacknowledged again", "[core]") {
  World world;
  world.send(device("smoke-1"), SignalKind::Smoke);
  REQUIRE(
      world.ask("kari", world.alarm("hall", AlarmType::Smoke).id, core::Acknowledge{}).has_value());
  world.send(device("smoke-1"), SignalKind::Smoke, SignalState::Normal);

  world.send(device("smoke-1"), SignalKind::Smoke);

  CHECK_FALSE(world.alarm("hall", AlarmType::Smoke).acknowledged());
  CHECK(world.alarm("hall", AlarmType::Smoke).condition == Condition::Active);
}

TEST_CASE("a technical fault does not acknowledge, hide or replace a real alarm", "[core]") {
  World world;
  world.send(device("button-1"), SignalKind::HelpCall);
  const core::Alarm before = world.alarm("astrid", AlarmType::HelpCall);

  world.send(device("button-1"), SignalKind::Fault);
  world.send(device("button-1"), SignalKind::Offline);
  world.send(device("button-1"), SignalKind::FaultCleared);

  CHECK(world.alarm("astrid", AlarmType::HelpCall) == before);
}

TEST_CASE("a cancel that was overtaken by the next call does not end it", "[core]") {
  World world;
  world.send(device("button-1"), keyed(signal(SignalKind::HelpCall), 1));
  world.send(device("button-1"), keyed(signal(SignalKind::HelpCall), 3));

  world.send(device("button-1"), keyed(signal(SignalKind::Cancelled), 2));
  CHECK(world.alarm("astrid", AlarmType::HelpCall).condition == Condition::Active);

  world.send(device("button-1"), keyed(signal(SignalKind::Cancelled), 4));
  CHECK(world.alarm("astrid", AlarmType::HelpCall).condition == Condition::Normal);
}

TEST_CASE("one device's normal does not end what another device at the position reports",
          "[core]") {
  World world;
  world.send(device("leak-1"), SignalKind::MainsLost);

  SECTION("of an alarm that it did not raise") {
    world.send(device("smoke-1"), SignalKind::MainsRestored);
    CHECK(world.is_open("hall", AlarmType::MainsLost));
    world.send(device("leak-1"), SignalKind::MainsRestored);
    CHECK_FALSE(world.is_open("hall", AlarmType::MainsLost));
  }
  SECTION("of an alarm that both report") {
    world.send(device("smoke-1"), SignalKind::MainsLost);
    world.send(device("leak-1"), SignalKind::MainsRestored);
    CHECK(world.alarm("hall", AlarmType::MainsLost).condition == Condition::Active);
  }
}

TEST_CASE("what went by itself while somebody had it clears when they give it back", "[core]") {
  World world;
  world.sit_down("kari");
  world.send(device("button-1"), SignalKind::MainsLost);
  const AlarmId id = world.alarm("astrid", AlarmType::MainsLost).id;
  REQUIRE(world.ask("kari", id, core::Claim{}).has_value());
  world.send(device("button-1"), SignalKind::MainsRestored);
  REQUIRE(world.is_open("astrid", AlarmType::MainsLost));

  SECTION("released") { REQUIRE(world.ask("kari", id, core::Release{}).has_value()); }
  SECTION("console lost") {
    world.leave("kari");
    world.pass(3s);
  }
  CHECK_FALSE(world.is_open("astrid", AlarmType::MainsLost));
}

TEST_CASE("after a resolution the next signal is a new alarm", "[core]") {
  World world;
  world.sit_down("kari");
  world.send(device("button-1"), keyed(signal(SignalKind::HelpCall), 1));
  const AlarmId first = world.alarm("astrid", AlarmType::HelpCall).id;
  REQUIRE(world.ask("kari", first, core::Claim{}).has_value());
  REQUIRE(world.ask("kari", first, core::Resolve{core::Outcome::HandledByPhone, ""}).has_value());

  world.send(device("button-1"), keyed(signal(SignalKind::HelpCall), 2));

  CHECK(world.alarm("astrid", AlarmType::HelpCall).id > first);
}

TEST_CASE("folding the same events gives the same state", "[core]") {
  World world;
  world.sit_down("kari");
  core::State before = world.state();
  std::vector<core::Event> events;
  const auto keep = [&](const core::Decision& decision) {
    events.insert(events.end(), decision.events.begin(), decision.events.end());
  };
  keep(world.send(device("button-1"), keyed(signal(SignalKind::HelpCall), 1)));
  keep(*world.ask("kari", world.alarm("astrid", AlarmType::HelpCall).id, core::Claim{}, "k1"));
  keep(world.send(device("leak-1"), SignalKind::WaterLeak));

  for (const core::Event& event : events) before = evolve(std::move(before), event);

  CHECK(before == world.state());
}

}  // namespace
}  // namespace varde::test
