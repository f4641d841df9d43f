#include <catch2/catch.hpp>

#include "tests/support/world.h"

namespace varde::test {
namespace {

using core::AlarmType;

TEST_CASE("a message that arrives twice is stored and counted once", "[core]") {
  World world;
  world.send(device("button-1"), keyed(signal(SignalKind::HelpCall), 41));
  world.pass(2h);

  const auto decision = world.send(device("button-1"), keyed(signal(SignalKind::HelpCall), 41));

  CHECK(decision.repeated);
  CHECK(decision.events.empty());
  CHECK(world.alarm("astrid", AlarmType::HelpCall).occurrences == 1);
}

TEST_CASE("messages that overtake each other are all new", "[core]") {
  World world;
  for (const std::uint64_t sequence : {10u, 12u, 11u, 9u, 500u, 13u}) {
    CAPTURE(sequence);
    CHECK_FALSE(
        world.send(device("button-1"), keyed(signal(SignalKind::HelpCall), sequence)).repeated);
  }
  for (const std::uint64_t sequence : {9u, 10u, 11u, 12u, 13u, 500u}) {
    CAPTURE(sequence);
    CHECK(world.send(device("button-1"), keyed(signal(SignalKind::HelpCall), sequence)).repeated);
  }
}

TEST_CASE("a count that begins anew is a new message, with and without a new boot", "[core]") {
  World world;
  world.send(device("button-1"), keyed(signal(SignalKind::HelpCall), 5'000));

  CHECK_FALSE(world.send(device("button-1"), keyed(signal(SignalKind::HelpCall), 1)).repeated);
  CHECK_FALSE(
      world.send(device("button-1"), keyed(signal(SignalKind::HelpCall), 1, "b2")).repeated);
  CHECK(world.send(device("button-1"), keyed(signal(SignalKind::HelpCall), 1, "b2")).repeated);
}

TEST_CASE("a late repeat of the boot before is still known", "[core]") {
  World world;
  world.send(device("button-1"), keyed(signal(SignalKind::HelpCall), 1, "b1"));
  world.send(device("button-1"), keyed(signal(SignalKind::HelpCall), 1, "b2"));

  CHECK(world.send(device("button-1"), keyed(signal(SignalKind::HelpCall), 1, "b1")).repeated);
}

TEST_CASE("without a counter the same state within ten seconds is one report", "[core]") {
  World world;
  world.send(device("leak-1"), SignalKind::WaterLeak);
  const auto [after, repeated] =
      GENERATE(table<Duration, bool>({{1s, true}, {9s, true}, {10s, false}}));
  CAPTURE(after.count());
  world.pass(after);

  CHECK(world.send(device("leak-1"), SignalKind::WaterLeak).repeated == repeated);
}

TEST_CASE("without a counter a change of state is never a repeat", "[core]") {
  World world;
  world.send(device("leak-1"), SignalKind::WaterLeak, SignalState::Active);
  CHECK_FALSE(world.send(device("leak-1"), SignalKind::WaterLeak, SignalState::Normal).repeated);
  CHECK_FALSE(world.send(device("leak-1"), SignalKind::WaterLeak, SignalState::Active).repeated);
}

TEST_CASE("what an old record says does not make the next call a repeat", "[core]") {
  World world;
  core::Signal old = signal(SignalKind::HelpCall);
  old.history = true;
  world.send(device("button-1"), old);
  world.pass(5s);

  CHECK_FALSE(world.send(device("button-1"), SignalKind::HelpCall).repeated);
  CHECK(world.is_open("astrid", AlarmType::HelpCall));
}

TEST_CASE("a call after a cancel or a resolution is heard, however soon it comes", "[core]") {
  World world;
  world.sit_down("kari");
  world.send(device("button-1"), SignalKind::HelpCall);
  const AlarmId id = world.alarm("astrid", AlarmType::HelpCall).id;
  world.pass(2s);

  SECTION("cancelled") {
    world.send(device("button-1"), SignalKind::Cancelled);
    world.pass(2s);
    CHECK_FALSE(world.send(device("button-1"), SignalKind::HelpCall).repeated);
    CHECK(world.alarm("astrid", AlarmType::HelpCall).condition == core::Condition::Active);
  }
  SECTION("resolved") {
    REQUIRE(world.ask("kari", id, core::Claim{}).has_value());
    REQUIRE(world.ask("kari", id, core::Resolve{core::Outcome::Assisted, ""}).has_value());
    CHECK_FALSE(world.send(device("button-1"), SignalKind::HelpCall).repeated);
    CHECK(world.alarm("astrid", AlarmType::HelpCall).id > id);
  }
  SECTION("acknowledged, and nobody has it") {
    REQUIRE(world.ask("kari", id, core::Acknowledge{}).has_value());
    CHECK_FALSE(world.send(device("button-1"), SignalKind::HelpCall).repeated);
    CHECK_FALSE(world.alarm("astrid", AlarmType::HelpCall).acknowledged());
  }
}

TEST_CASE("a technical state that comes back at once is not swallowed", "[core]") {
  World world;
  world.send(device("button-1"), SignalKind::MainsLost);
  world.send(device("button-1"), SignalKind::MainsRestored);

  CHECK_FALSE(world.send(device("button-1"), SignalKind::MainsLost).repeated);
  CHECK(world.is_open("astrid", AlarmType::MainsLost));
}

TEST_CASE("a counter without a boot may have begun anew: a call is heard again after a moment",
          "[core]") {
  World world;
  for (std::uint64_t i = 1; i <= 700; ++i) {
    world.send(device("button-1"), keyed(signal(SignalKind::HelpCall), i, ""));
  }
  CHECK(world.send(device("button-1"), keyed(signal(SignalKind::HelpCall), 700, "")).repeated);
  world.pass(1min);

  // A new battery: the count begins at 1.
  CHECK_FALSE(world.send(device("button-1"), keyed(signal(SignalKind::HelpCall), 1, "")).repeated);
}

TEST_CASE("a repeated measurement is a new measurement", "[core]") {
  World world;
  world.send(device("leak-1"), SignalKind::Temperature);
  CHECK_FALSE(world.send(device("leak-1"), SignalKind::Temperature).repeated);
}

TEST_CASE("a retained message that says what is known is no news, however late", "[core]") {
  World world;
  world.send(device("leak-1"), SignalKind::WaterLeak);
  world.pass(48h);
  core::FieldMessage retained = message(device("leak-1"), {signal(SignalKind::WaterLeak)});
  retained.raw.retained = true;

  CHECK(world.give(retained).repeated);
}

TEST_CASE("a retained message that says something else is an edge that was missed", "[core]") {
  World world;
  world.send(device("leak-1"), SignalKind::WaterLeak, SignalState::Normal);
  core::FieldMessage retained = message(device("leak-1"), {signal(SignalKind::WaterLeak)});
  retained.raw.retained = true;

  CHECK_FALSE(world.give(retained).repeated);
  CHECK(world.is_open("hall", AlarmType::WaterLeak));
}

TEST_CASE("of a message with a known and a new signal only the new one counts", "[core]") {
  World world;
  world.send(device("leak-1"), SignalKind::WaterLeak);

  const auto decision = world.give(
      message(device("leak-1"), {signal(SignalKind::WaterLeak), signal(SignalKind::BatteryLow)}));

  CHECK(std::get<core::MessageReceived>(decision.events.at(0).body).signals.size() == 1);
  CHECK(world.alarm("hall", AlarmType::WaterLeak).occurrences == 1);
  CHECK(world.is_open("hall", AlarmType::BatteryLow));
}

TEST_CASE("the same device id in two municipalities is two devices", "[core]") {
  World world;
  world.send(device("button-1", "nordlia"), keyed(signal(SignalKind::HelpCall), 1));
  CHECK_FALSE(
      world.send(device("button-1", "sorvik"), keyed(signal(SignalKind::HelpCall), 1)).repeated);
}

}  // namespace
}  // namespace varde::test
