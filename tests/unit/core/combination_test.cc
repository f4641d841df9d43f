// A help call and the fall before it are one alarm.
#include <catch2/catch.hpp>

#include "broker/core/seams.h"
#include "tests/support/declared_rules.h"

namespace varde::test {
namespace {

using core::AlarmType;
using core::Condition;

World calls_and_falls() {
  core::Ruleset rules = ruleset({});
  rules.combinations = {
      {RuleId("one-person"), {AlarmType::HelpCall, AlarmType::Fall, AlarmType::Inactivity}}};
  return world_with(rules);
}

}  // namespace

TEST_CASE("a fall and the call after it are one alarm", "[core][rules]") {
  World world = calls_and_falls();
  world.send(device("mat-1"), SignalKind::Fall);
  world.send(device("button-1"), SignalKind::HelpCall);
  REQUIRE(world.queue().size() == 1);
  const core::Alarm& alarm = world.alarm("astrid", AlarmType::Fall);
  CHECK(alarm.also == std::vector{AlarmType::HelpCall});
  CHECK(alarm.several_devices);
}

TEST_CASE("the more urgent leads", "[core][rules]") {
  World world = calls_and_falls();
  world.send(device("mat-1"), SignalKind::Inactivity);
  CHECK(world.alarm("astrid", AlarmType::Inactivity).priority == core::Priority::High);
  world.send(device("button-1"), SignalKind::HelpCall);
  CHECK(world.alarm("astrid", AlarmType::Inactivity).priority == core::Priority::Critical);
}

TEST_CASE("in one message they are one alarm too", "[core][rules]") {
  World world = calls_and_falls();
  world.give(message(device("button-1"), {signal(SignalKind::Fall), signal(SignalKind::HelpCall)}));
  CHECK(world.queue().size() == 1);
}

TEST_CASE("another person's call, and what no combination names, is an alarm of its own",
          "[core][rules]") {
  World world = calls_and_falls();
  world.send(device("mat-1"), SignalKind::Fall);
  world.send(device("bed-2"), SignalKind::HelpCall);
  world.send(device("mat-1"), SignalKind::Smoke);
  CHECK(world.queue().size() == 3);
}

TEST_CASE("a test is never one with what is real", "[core][rules]") {
  World world = calls_and_falls();
  world.send(device("mat-1"), SignalKind::Fall);
  const PositionId astrid("astrid");
  CHECK(core::combined_with(world.state(), astrid, AlarmType::HelpCall, false) != nullptr);
  CHECK(core::combined_with(world.state(), astrid, AlarmType::HelpCall, true) == nullptr);
  CHECK(core::combined_with(world.state(), astrid, AlarmType::Fall, false) == nullptr);
}

TEST_CASE("a cancelled call ends a fall it is one with, when one device said both",
          "[core][rules]") {
  World world = calls_and_falls();
  world.send(device("button-1"), SignalKind::Fall);
  world.send(device("button-1"), SignalKind::HelpCall);
  world.send(device("button-1"), SignalKind::Cancelled);
  CHECK(world.alarm("astrid", AlarmType::Fall).condition == Condition::Normal);
}

TEST_CASE("what ends one of two conditions does not end the other", "[core][rules]") {
  core::Ruleset rules = ruleset({});
  rules.combinations = {{RuleId("fire"), {AlarmType::Smoke, AlarmType::Heat}}};
  World world = world_with(rules);
  world.send(device("smoke-1"), SignalKind::Smoke);
  world.send(device("smoke-1"), SignalKind::Heat);
  world.send(device("smoke-1"), SignalKind::Smoke, SignalState::Normal);
  CHECK(world.alarm("hall", AlarmType::Smoke).condition == Condition::Active);
}

TEST_CASE("a threshold combined with another alarm is told once", "[core][rules]") {
  core::AlarmRule watch = cold_watch();
  core::Ruleset rules = ruleset({watch});
  rules.combinations = {{RuleId("frost"), {AlarmType::WaterLeak, AlarmType::TemperatureLow}}};
  World world = world_with(rules);
  world.send(device("leak-1"), SignalKind::WaterLeak);
  for (int i = 0; i < 6; ++i) {
    world.send(device("cold-1"), measured(SignalKind::Temperature, 2));
    world.pass(10min);
  }
  CHECK(world.queue().size() == 1);
  CHECK(world.alarm("hall", AlarmType::WaterLeak).occurrences == 2);
}

}  // namespace varde::test
