#include <catch2/catch.hpp>

#include "tests/support/world.h"

namespace varde::test {
namespace {

using core::AlarmType;

TEST_CASE("the queue is ordered by priority, then response deadline, then age", "[core]") {
  World world;
  world.send(device("button-1"), SignalKind::BatteryLow);
  world.pass(1s);
  world.send(device("leak-1"), SignalKind::WaterLeak);
  world.pass(1s);
  world.send(device("smoke-1"), SignalKind::Smoke);
  world.pass(1s);
  world.send(device("button-1"), SignalKind::HelpCall);

  CHECK(world.queue() == std::vector<AlarmId>{world.alarm("hall", AlarmType::Smoke).id,
                                              world.alarm("astrid", AlarmType::HelpCall).id,
                                              world.alarm("hall", AlarmType::WaterLeak).id,
                                              world.alarm("astrid", AlarmType::BatteryLow).id});
}

TEST_CASE("of two alarms raised in the same moment the older number comes first", "[core]") {
  World world;
  world.give(message(device("button-1"), {signal(SignalKind::HelpCall), signal(SignalKind::Fall)}));
  const auto queue = world.queue();
  REQUIRE(queue.size() == 2);
  CHECK(queue[0] < queue[1]);
  CHECK(queue[0] == world.alarm("astrid", AlarmType::HelpCall).id);
}

TEST_CASE("an occurrence does not move an alarm in the queue", "[core]") {
  World world;
  world.send(device("button-1"), keyed(signal(SignalKind::HelpCall), 1));
  world.pass(1s);
  world.send(device("smoke-1"), SignalKind::Smoke);
  const auto before = world.queue();
  world.pass(30s);

  world.send(device("button-1"), keyed(signal(SignalKind::HelpCall), 2));

  CHECK(world.queue() == before);
}

}  // namespace
}  // namespace varde::test
