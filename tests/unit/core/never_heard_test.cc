#include <catch2/catch.hpp>

#include "broker/core/ticks.h"
#include "tests/support/supervised.h"

namespace varde::test {

using core::AlarmType;

TEST_CASE("a device that was installed and never heard is an alarm of its own", "[core]") {
  Supervised world;
  world.pass(1h);
  CHECK(world.queue().empty());

  world.pass(kInstant);

  CHECK(world.alarm("astrid", AlarmType::NeverHeard).priority == core::Priority::Low);
  CHECK(world.alarm("astrid", AlarmType::NeverHeard).device == device("button-1"));
  CHECK_FALSE(world.is_open("astrid", AlarmType::Offline));
  CHECK_FALSE(core::next_silence(world.state()).has_value());
}

TEST_CASE("the first word of a device ends the alarm that it was never heard", "[core]") {
  Supervised world;
  world.pass(2h);
  world.heartbeat();
  CHECK_FALSE(world.is_open("astrid", AlarmType::NeverHeard));

  world.pass(2h);
  CHECK_FALSE(world.is_open("astrid", AlarmType::NeverHeard));
  CHECK(world.is_open("astrid", AlarmType::Offline));
}

TEST_CASE("what a broker had kept of a device is not its first word", "[core]") {
  Supervised world;
  world.pass(2h);
  core::FieldMessage kept = message(device("button-1"), {signal(SignalKind::Heartbeat)});
  kept.raw.retained = true;

  world.give(kept);

  CHECK(world.is_open("astrid", AlarmType::NeverHeard));
}

TEST_CASE("of two devices of a place that were never heard, both must be", "[core]") {
  World world;
  const core::SupervisionClocks hourly{1h, {}};
  world.give(with_clocks(with_clocks(small_register(), "smoke-1", hourly), "leak-1", hourly));
  world.pass(2h);
  REQUIRE(world.alarm("hall", AlarmType::NeverHeard).occurrences == 2);

  world.send(device("leak-1"), SignalKind::Heartbeat);
  CHECK(world.is_open("hall", AlarmType::NeverHeard));
  world.send(device("smoke-1"), SignalKind::Heartbeat);
  CHECK_FALSE(world.is_open("hall", AlarmType::NeverHeard));
}

TEST_CASE("what was spoken before the registration does not count as heard", "[core]") {
  World world;
  world.send(device("new-1"), SignalKind::Heartbeat);
  core::ApplyRegister changed = small_register();
  core::Device installed{device("new-1"), PositionId("astrid"), "door lock"};
  installed.supervision.heard_within = 1h;
  changed.devices.push_back(installed);

  world.give(changed);
  world.pass(2h);

  CHECK(world.is_open("astrid", AlarmType::NeverHeard));
}

}  // namespace varde::test
