// A message that could not be decoded when it came, and is decoded now.
#include <catch2/catch.hpp>

#include "tests/support/world.h"

namespace varde::test {
namespace {

using core::AlarmType;

core::FieldMessage replay(const core::DeviceRef& from, const core::Signal& made, Instant said_at) {
  core::FieldMessage made_of = message(from, {made});
  made_of.raw.received_at = said_at;
  made_of.replay_of = LogPosition(1);
  return made_of;
}

const core::MessageReceived& received(const core::Decision& decision) {
  return std::get<core::MessageReceived>(decision.events.at(0).body);
}

}  // namespace

TEST_CASE("a message that is decoded late raises its alarm", "[core]") {
  World world;
  const Instant said_at = world.now();
  world.pass(30min);

  const auto decision =
      world.give(replay(device("button-1"), signal(SignalKind::HelpCall), said_at));

  CHECK(received(decision).replay_of == LogPosition(1));
  CHECK(world.is_open("astrid", AlarmType::HelpCall));
}

TEST_CASE("a state that is decoded late ends nothing that the device has said since", "[core]") {
  World world;
  const Instant said_at = world.now();
  world.pass(10min);
  world.send(device("leak-1"), SignalKind::WaterLeak);
  world.pass(10min);

  const auto decision = world.give(
      replay(device("leak-1"), signal(SignalKind::WaterLeak, SignalState::Normal), said_at));

  CHECK(received(decision).signals.at(0).history);
  CHECK(decision.events.size() == 1);
}

TEST_CASE("a condition that came and went before it was decoded is raised and over", "[core]") {
  World world;
  const Instant said_at = world.now();
  world.pass(10min);

  world.give(replay(device("leak-1"), signal(SignalKind::WaterLeak), said_at));
  const auto decision = world.give(
      replay(device("leak-1"), signal(SignalKind::WaterLeak, SignalState::Normal), said_at + 1min));

  CHECK_FALSE(received(decision).signals.at(0).history);
  REQUIRE(decision.events.size() > 1);
  CHECK(std::holds_alternative<core::AlarmReturnedToNormal>(decision.events[1].body));
}

TEST_CASE("a call is not taken back by what was said before it", "[core]") {
  World world;
  const Instant said_at = world.now();
  world.pass(10min);
  world.send(device("button-1"), SignalKind::HelpCall);

  const auto decision =
      world.give(replay(device("button-1"), signal(SignalKind::Cancelled), said_at));

  CHECK(decision.events.size() == 1);
  CHECK(world.is_open("astrid", AlarmType::HelpCall));
}

TEST_CASE("a replay that says nothing new is noted all the same", "[core]") {
  World world;
  world.send(device("leak-1"), SignalKind::WaterLeak);
  const Instant said_at = world.now();

  const auto decision =
      world.give(replay(device("leak-1"), signal(SignalKind::WaterLeak), said_at));

  REQUIRE(decision.events.size() == 1);
  CHECK(received(decision).signals.empty());
}

}  // namespace varde::test
