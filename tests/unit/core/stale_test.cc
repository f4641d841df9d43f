// Alarms that nothing has happened to for a day.
#include <catch2/catch.hpp>

#include "broker/core/ticks.h"
#include "tests/support/world.h"

namespace varde::test {
namespace {

using core::AlarmType;

}  // namespace

TEST_CASE("an alarm unchanged for 24 h is stale, and is called so once", "[core]") {
  World world;
  world.send(device("leak-1"), SignalKind::WaterLeak);

  world.pass(24h - 1s);
  CHECK_FALSE(world.alarm("hall", AlarmType::WaterLeak).stale);
  world.pass(1s);
  CHECK(world.alarm("hall", AlarmType::WaterLeak).stale);
  CHECK(core::next_aging(world.state()) == std::nullopt);
}

TEST_CASE("an alarm whose device still speaks of it is not stale", "[core]") {
  World world;
  world.send(device("leak-1"), SignalKind::WaterLeak);
  world.pass(23h);
  world.send(device("leak-1"), SignalKind::WaterLeak);

  world.pass(2h);

  CHECK_FALSE(world.alarm("hall", AlarmType::WaterLeak).stale);
}

TEST_CASE("an alarm whose condition is over is not stale", "[core]") {
  World world;
  world.send(device("button-1"), SignalKind::HelpCall);
  world.send(device("button-1"), SignalKind::Cancelled);

  world.pass(48h);

  CHECK_FALSE(world.alarm("astrid", AlarmType::HelpCall).stale);
}

TEST_CASE("a stale alarm stays in the queue, and is fresh when its device speaks", "[core]") {
  World world;
  world.send(device("leak-1"), SignalKind::WaterLeak);
  world.pass(24h);
  CHECK(world.queue().size() == 1);

  world.send(device("leak-1"), SignalKind::WaterLeak);

  CHECK_FALSE(world.alarm("hall", AlarmType::WaterLeak).stale);
}

}  // namespace varde::test
