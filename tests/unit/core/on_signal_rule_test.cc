// Rules on a signal itself: they stand in the place of what Varde would do without a file.
#include <catch2/catch.hpp>

#include "tests/support/declared_rules.h"

namespace varde::test {
namespace {

using core::AlarmType;
using core::Condition;

core::AlarmRule on(SignalKind kind, AlarmType type, core::OnSignal form = {}) {
  return rule("declared", {kind}, form, type, core::Priority::High);
}

}  // namespace

TEST_CASE("a declared rule raises its own alarm, and Varde's is not raised beside it",
          "[core][rules]") {
  World world = world_with({on(SignalKind::BatteryLow, AlarmType::Fault)});
  world.send(device("button-1"), SignalKind::BatteryLow);
  CHECK(world.alarm("astrid", AlarmType::Fault).rule == "declared");
  CHECK(world.alarm("astrid", AlarmType::Fault).priority == core::Priority::High);
  CHECK_FALSE(world.is_open("astrid", AlarmType::BatteryLow));
}

TEST_CASE("a rule that raises nothing has the signal logged", "[core][rules]") {
  World world = world_with({on(SignalKind::Tamper, AlarmType::Unspecified)});
  const auto decision = world.send(device("button-1"), SignalKind::Tamper);
  CHECK(facts<core::MessageReceived>(decision).size() == 1);
  CHECK(world.queue().empty());
}

TEST_CASE("but a detector in fault is never silenced by it", "[core][rules]") {
  const auto state = GENERATE(SignalState::Fault, SignalState::Unknown);
  World world = world_with({on(SignalKind::Smoke, AlarmType::Unspecified)});
  world.send(device("smoke-1"), SignalKind::Smoke, state);
  CHECK(world.is_open("hall", AlarmType::Fault));
}

TEST_CASE("a value out of a rule's bounds is left to the next, and at last to Varde",
          "[core][rules]") {
  core::AlarmRule high = on(SignalKind::WaterLevel, AlarmType::WaterLevel, {80, std::nullopt});
  core::AlarmRule rising = on(SignalKind::WaterLevel, AlarmType::WaterLevel, {60, 80});
  rising.id = RuleId("rising");
  rising.raise.priority = core::Priority::Low;
  const auto [value, by] = GENERATE(
      table<double, std::string>({{80, "declared"}, {79.9, "rising"}, {60, "rising"}, {59.9, ""}}));
  World world = world_with({high, rising});
  world.send(device("leak-1"), measured(SignalKind::WaterLevel, value));
  CHECK(world.is_open("hall", AlarmType::WaterLevel) == !by.empty());
  if (!by.empty()) CHECK(world.alarm("hall", AlarmType::WaterLevel).rule == by);
  world.send(device("cold-1"), SignalKind::WaterLevel);  // Without a value.
  CHECK(world.queue().size() == (by.empty() ? 0 : 1));
}

TEST_CASE("the first rule that matches decides", "[core][rules]") {
  core::AlarmRule own = on(SignalKind::DoorOpened, AlarmType::Unspecified);
  own.match.positions = {PositionId("astrid")};
  World world = world_with({own, on(SignalKind::DoorOpened, AlarmType::DoorOpen)});
  world.send(device("mat-1"), SignalKind::DoorOpened);
  world.send(device("bed-2"), SignalKind::DoorOpened);
  CHECK_FALSE(world.is_open("astrid", AlarmType::DoorOpen));
  CHECK(world.is_open("birger", AlarmType::DoorOpen));
}

TEST_CASE("a rule looks at its device types, sites, places and hours", "[core][rules]") {
  core::AlarmRule made = on(SignalKind::DoorOpened, AlarmType::DoorOpen);
  bool matches = false;
  SECTION("type") { made.match.device_types = {"other", "leak sensor"}, matches = true; }
  SECTION("other type") { made.match.device_types = {"bed sensor"}; }
  SECTION("site") { made.match.site_kinds = {"school"}, matches = true; }
  SECTION("other site") { made.match.site_kinds = {"dwelling"}; }
  SECTION("position") { made.match.positions = {PositionId("hall")}, matches = true; }
  SECTION("other position") { made.match.positions = {PositionId("astrid")}; }
  SECTION("device") { made.match.devices = {device("leak-1")}, matches = true; }
  SECTION("other device") { made.match.devices = {device("leak-1", "sorvik")}; }
  SECTION("municipality") {
    made.match.municipalities = {MunicipalityId("nordlia")}, matches = true;
  }
  SECTION("other municipality") { made.match.municipalities = {MunicipalityId("sorvik")}; }
  SECTION("hour") { made.match.at = {{1h, 2h, {}}}, matches = true; }
  SECTION("UTC is not local time") { made.match.at = {{0h, 1h, {}}}; }
  SECTION("day") { made.match.at = {{0h, 0h, {core::DayType::Holiday}}}, matches = true; }
  SECTION("other day") { made.match.at = {{0h, 0h, {core::DayType::Workday}}}; }
  World world = world_with({made});
  world.send(device("leak-1"), SignalKind::DoorOpened);
  CHECK(world.is_open("hall", AlarmType::DoorOpen) == matches);
}

TEST_CASE("what Varde does without a file ends what a declared rule has raised", "[core][rules]") {
  const auto [kind, end, state,
              type] = GENERATE(table<SignalKind, SignalKind, SignalState, AlarmType>({
      {SignalKind::Fall, SignalKind::Cancelled, SignalState::Active, AlarmType::HelpCall},
      {SignalKind::Intrusion, SignalKind::Intrusion, SignalState::Normal, AlarmType::Access},
      {SignalKind::MainsLost, SignalKind::MainsRestored, SignalState::Active, AlarmType::Lift},
      {SignalKind::DoorOpened, SignalKind::DoorClosed, SignalState::Active, AlarmType::DoorOpen},
  }));
  World world = world_with({on(kind, type)});
  world.send(device("leak-1"), kind);
  REQUIRE(world.alarm("hall", type).condition == Condition::Active);
  world.send(device("smoke-1"), end, state);  // Another device's word ends nothing.
  REQUIRE(world.alarm("hall", type).condition == Condition::Active);
  world.send(device("leak-1"), end, state);
  CHECK(world.alarm("hall", type).condition == Condition::Normal);
}

TEST_CASE("no rule keeps a cancelled call from being cancelled", "[core][rules]") {
  World world = world_with({on(SignalKind::Cancelled, AlarmType::Unspecified)});
  world.send(device("button-1"), SignalKind::HelpCall);
  world.send(device("button-1"), SignalKind::Cancelled);
  CHECK(world.alarm("astrid", AlarmType::HelpCall).condition == Condition::Normal);
}

TEST_CASE("a normal signal ends what a rule and what Varde itself have raised", "[core][rules]") {
  World world = world_with({on(SignalKind::WaterLeak, AlarmType::Lift)});
  world.send(device("leak-1"), SignalKind::WaterLeak);
  world.give(core::ApplyRules{ruleset({})});
  world.pass(1min);
  world.send(device("leak-1"), SignalKind::WaterLeak);
  world.give(core::ApplyRules{ruleset({on(SignalKind::WaterLeak, AlarmType::Lift)})});
  world.send(device("leak-1"), SignalKind::WaterLeak, SignalState::Normal);
  CHECK(world.alarm("hall", AlarmType::WaterLeak).condition == Condition::Normal);
  CHECK(world.alarm("hall", AlarmType::Lift).condition == Condition::Normal);
}

TEST_CASE("copies of a report, and a level told again, are no further occurrence",
          "[core][rules]") {
  core::Signal made = signal(SignalKind::WaterLeak);
  made.level = GENERATE(false, true);
  World world = world_with({on(SignalKind::WaterLeak, AlarmType::Lift)});
  world.send(device("leak-1"), made);
  world.send(device("leak-1"), made);
  CHECK(world.alarm("hall", AlarmType::Lift).occurrences == 1);
  world.pass(1min);
  world.send(device("leak-1"), made);
  CHECK(world.alarm("hall", AlarmType::Lift).occurrences == (made.level ? 1 : 2));
}

TEST_CASE("a level that is known is no alarm after it was resolved", "[core][rules]") {
  core::Signal made = signal(SignalKind::WaterLeak);
  made.level = true;
  World world = world_with({on(SignalKind::WaterLeak, AlarmType::Lift)});
  world.sit_down("kari");
  world.send(device("leak-1"), made);
  const AlarmId id = world.alarm("hall", AlarmType::Lift).id;
  REQUIRE(world.ask("kari", id, core::Claim{}).has_value());
  REQUIRE(world.ask("kari", id, core::Resolve{core::Outcome::Assisted, ""}).has_value());
  world.pass(1h);
  world.send(device("leak-1"), made);
  CHECK(world.queue().empty());
}

TEST_CASE("what was recorded earlier is no news to any rule", "[core][rules]") {
  World world = world_with({on(SignalKind::DoorOpened, AlarmType::DoorOpen)});
  core::Signal old = signal(SignalKind::DoorOpened);
  old.history = true;
  world.send(device("leak-1"), old);
  CHECK(world.queue().empty());
}

}  // namespace varde::test
