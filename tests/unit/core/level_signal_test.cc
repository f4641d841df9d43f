// What a level that is told again may do to an alarm: it raises none anew, but it may end one.
#include <catch2/catch.hpp>

#include "tests/support/world.h"

namespace varde::test {
namespace {

using core::AlarmType;
using core::Condition;

core::Signal level(SignalState state) {
  core::Signal made = signal(SignalKind::WaterLeak, state);
  made.level = true;
  return made;
}

Condition condition(const World& world) {
  return world.alarm("hall", AlarmType::WaterLeak).condition;
}

// Wet, which was sent after dry and came before it (the urgent lane overtakes): dry is what the
// sensor is known to have said last, and its alarm is still active.
World overtaken() {
  World world;
  world.send(device("leak-1"), keyed(level(SignalState::Active), 3));
  world.wait(1s);
  world.send(device("leak-1"), keyed(level(SignalState::Normal), 2));
  REQUIRE(condition(world) == Condition::Active);
  return world;
}

}  // namespace

TEST_CASE("a level that says normal once more ends an alarm that is still active", "[core]") {
  World world = overtaken();
  const auto later = GENERATE(Duration(1s), Duration(5h));
  world.wait(later);

  const auto decision = world.send(device("leak-1"), keyed(level(SignalState::Normal), 4));

  CHECK_FALSE(decision.repeated);
  CHECK(condition(world) == Condition::Normal);
}

TEST_CASE("a level without a key that says normal once more ends an alarm, however soon",
          "[core]") {
  World world = overtaken();

  const auto decision = world.send(device("leak-1"), level(SignalState::Normal));

  CHECK_FALSE(decision.repeated);
  CHECK(condition(world) == Condition::Normal);
}

TEST_CASE("a normal that was said before the alarm's newest report ends nothing", "[core]") {
  World world = overtaken();

  world.send(device("leak-1"), keyed(level(SignalState::Normal), 0));

  CHECK(condition(world) == Condition::Active);
}

TEST_CASE("a normal said once more ends no alarm that another device told of as well", "[core]") {
  World world = overtaken();
  world.send(device("smoke-1"), level(SignalState::Active));

  world.send(device("leak-1"), keyed(level(SignalState::Normal), 4));

  CHECK(condition(world) == Condition::Active);
}

TEST_CASE("a normal said once more where nothing is wrong is life of its device", "[core]") {
  World world;
  world.send(device("leak-1"), level(SignalState::Normal));
  world.wait(1h);

  const auto decision = world.send(device("leak-1"), level(SignalState::Normal));

  CHECK_FALSE(decision.repeated);
  CHECK(decision.events.size() == 1);
  CHECK_FALSE(world.is_open("hall", AlarmType::WaterLeak));
}

}  // namespace varde::test
