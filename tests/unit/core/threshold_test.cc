// Measurements beyond a limit for some time: the cold-watch of the hall.
#include <catch2/catch.hpp>
#include <limits>

#include "tests/support/declared_rules.h"

namespace varde::test {
namespace {

using core::AlarmType;
using core::Condition;

constexpr AlarmType kCold = AlarmType::TemperatureLow;

void says(World& world, double celsius, const std::string& who = "cold-1") {
  world.send(device(who), measured(SignalKind::Temperature, celsius));
}

World cold_hall() {
  World world = world_with({cold_watch()});
  says(world, 4);
  world.pass(10min);
  REQUIRE(world.is_open("hall", kCold));
  return world;
}

}  // namespace

TEST_CASE("a hall that stays below 5 degrees for 10 minutes is an alarm, and not sooner",
          "[core][rules]") {
  World world = world_with({cold_watch()});
  says(world, 4.9);
  world.pass(10min - 1us);
  CHECK_FALSE(world.is_open("hall", kCold));

  world.pass(1us);

  const core::Alarm& alarm = world.alarm("hall", kCold);
  CHECK(alarm.rule == "cold-watch");
  CHECK(alarm.priority == core::Priority::Medium);
  CHECK(alarm.device == device("cold-1"));
  CHECK(world.state().timers.pending().empty());
}

TEST_CASE("readings during the hold neither begin it anew nor raise twice", "[core][rules]") {
  World world = world_with({cold_watch()});
  for (int minute = 0; minute < 30; minute += 5) {
    says(world, 4);
    world.pass(5min);
    CHECK(world.is_open("hall", kCold) == (minute >= 5));
  }
  CHECK(world.alarm("hall", kCold).occurrences == 1);
}

TEST_CASE("what lies exactly at a limit is not beyond it, and exactly at clear is clear",
          "[core][rules]") {
  const bool low = GENERATE(true, false);
  core::Threshold limit;
  (low ? limit.below : limit.above) = 5;
  limit.clear = low ? 6 : 4;
  World world = world_with({rule("r", {SignalKind::Temperature}, limit, kCold)});
  const double sign = low ? 1 : -1;
  const auto reads = [&](double above) { says(world, 5 + sign * above); };
  reads(0);
  CHECK_FALSE(world.is_open("hall", kCold));
  reads(-0.001);  // Without a hold: at once.
  CHECK(world.alarm("hall", kCold).condition == Condition::Active);
  reads(0);
  reads(0.999);
  CHECK(world.alarm("hall", kCold).condition == Condition::Active);
  reads(1);
  CHECK(world.alarm("hall", kCold).condition == Condition::Normal);
  reads(0.5);
  CHECK(world.alarm("hall", kCold).condition == Condition::Normal);
  reads(-1);
  CHECK(world.alarm("hall", kCold).condition == Condition::Active);
  CHECK(world.alarm("hall", kCold).occurrences == 2);
}

TEST_CASE("a hall that is warm again before the hold is over is no alarm", "[core][rules]") {
  World world = world_with({cold_watch()});
  says(world, 4);
  world.pass(9min);
  says(world, 6);
  world.pass(1h);
  CHECK_FALSE(world.is_open("hall", kCold));
}

TEST_CASE("a reading between the limit and clear changes nothing, during the hold as after it",
          "[core][rules]") {
  World world = world_with({cold_watch()});
  says(world, 4);
  world.pass(5min);
  says(world, 5.5);
  world.pass(5min);
  CHECK(world.is_open("hall", kCold));
}

TEST_CASE("what a thermometer does not vouch for neither begins, ends nor clears",
          "[core][rules]") {
  core::Signal reading = measured(SignalKind::Temperature, 20);
  SECTION("fault") { reading.state = SignalState::Fault; }
  SECTION("unknown") { reading.state = SignalState::Unknown; }
  SECTION("test") { reading.state = SignalState::Test; }
  SECTION("recorded earlier") { reading.history = true; }
  SECTION("no value") { reading.value.reset(); }
  SECTION("not a number") { reading.value = std::numeric_limits<double>::quiet_NaN(); }
  World world = world_with({cold_watch()});
  says(world, 4);
  world.send(device("cold-1"), reading);
  world.pass(10min);
  CHECK(world.alarm("hall", kCold).condition == Condition::Active);
  world.send(device("cold-1"), reading);
  CHECK(world.alarm("hall", kCold).condition == Condition::Active);

  World warm = world_with({cold_watch()});
  if (reading.value) reading.value = *reading.value - 18;
  warm.send(device("cold-1"), reading);
  warm.pass(1h);
  CHECK_FALSE(warm.is_open("hall", kCold));
}

TEST_CASE("the warm thermometer of a hall does not end what the cold one has raised",
          "[core][rules]") {
  World world = cold_hall();
  says(world, 20, "cold-2");
  CHECK(world.alarm("hall", kCold).condition == Condition::Active);
}

TEST_CASE("where two thermometers were cold, the first to be warm ends nothing", "[core][rules]") {
  World world = cold_hall();
  says(world, 3, "cold-2");
  world.pass(10min);
  CHECK(world.alarm("hall", kCold).several_devices);
  says(world, 3, "cold-2");
  world.pass(10min);
  CHECK(world.alarm("hall", kCold).occurrences == 2);
  says(world, 20);
  CHECK(world.alarm("hall", kCold).condition == Condition::Active);
}

TEST_CASE("an acknowledged cold-watch that is warm again leaves the queue", "[core][rules]") {
  World world = cold_hall();
  world.sit_down("kari");
  const AlarmId id = world.alarm("hall", kCold).id;
  REQUIRE(world.ask("kari", id, core::Acknowledge{}).has_value());
  says(world, 6);
  CHECK_FALSE(world.is_open("hall", kCold));
}

TEST_CASE("a hold goes on while the broker stands still, and is over at once after it",
          "[core][rules]") {
  World world = world_with({cold_watch()});
  says(world, 4);
  world.pass(5min);
  const auto [stop, raised] = GENERATE(table<Duration, bool>({{4min, false}, {1h, true}}));
  stop_for(world, stop);
  CHECK(world.is_open("hall", kCold) == raised);
  world.pass(1min);
  CHECK(world.is_open("hall", kCold));
}

TEST_CASE("a cold-watch of the working day ends with it, but sees the warmth after it",
          "[core][rules]") {
  core::AlarmRule watch = cold_watch();
  watch.match.at = {{8h, 16h, {}}};
  World world = world_with({watch});
  const auto day = std::chrono::year(2026) / 1 / 2;
  pass_until(world, day, 15h + 55min);
  says(world, 4);
  SECTION("a hold that is not over by then raises nothing") {
    world.pass(1h);
    CHECK_FALSE(world.is_open("hall", kCold));
  }
  SECTION("nor does a broker that comes back after it, of a hold that was over before") {
    pass_until(world, day, 15h + 56min);
    stop_for(world, 1h);
    CHECK_FALSE(world.is_open("hall", kCold));
  }
  SECTION("an alarm of the day ends in the evening") {
    World cold = world_with({watch});
    pass_until(cold, day, 15h);
    says(cold, 4);
    pass_until(cold, day, 20h);
    says(cold, 4);
    CHECK(cold.alarm("hall", kCold).condition == Condition::Active);
    says(cold, 7);
    CHECK(cold.alarm("hall", kCold).condition == Condition::Normal);
  }
}

TEST_CASE("a limit of one's own stands before that of all", "[core][rules]") {
  core::AlarmRule own = cold_watch();
  own.id = RuleId("cold-watch-hall");
  own.match.devices = {device("cold-1")};
  core::Threshold limit = std::get<core::Threshold>(own.form);
  limit.below = 15;
  limit.clear = 16;
  own.form = limit;
  World world = world_with({own, cold_watch()});
  says(world, 10);
  says(world, 10, "cold-2");
  world.pass(10min);
  CHECK(world.alarm("hall", kCold).rule == "cold-watch-hall");
  CHECK_FALSE(world.alarm("hall", kCold).several_devices);
}

TEST_CASE("a rule that raises nothing takes its device out of the rule for all", "[core][rules]") {
  core::AlarmRule none = cold_watch();
  none.id = RuleId("freezer");
  none.match.devices = {device("cold-2")};
  none.raise = {};
  World world = world_with({none, cold_watch()});
  says(world, -18, "cold-2");
  world.pass(1h);
  CHECK_FALSE(world.is_open("hall", kCold));
}

TEST_CASE("a limit below and one above watch the same thermometer", "[core][rules]") {
  core::Threshold hot;
  hot.above = 28;
  hot.clear = 27;
  World world = world_with(
      {cold_watch(), rule("hot", {SignalKind::Temperature}, hot, AlarmType::TemperatureHigh)});
  says(world, 30);
  CHECK(world.is_open("hall", AlarmType::TemperatureHigh));
  says(world, 4);
  CHECK(world.alarm("hall", AlarmType::TemperatureHigh).condition == Condition::Normal);
  world.pass(10min);
  CHECK(world.is_open("hall", kCold));
}

TEST_CASE("rules that are gone wait for nothing; their alarms stay for a person", "[core][rules]") {
  World world = cold_hall();
  says(world, 4, "cold-2");
  REQUIRE(world.state().timers.pending().size() == 1);

  const auto decision = world.give(core::ApplyRules{ruleset({})});

  CHECK(facts<core::RulesChanged>(decision).at(0).rules.version == "test");
  CHECK(facts<core::TimerCleared>(decision).size() == 1);
  CHECK(world.alarm("hall", kCold).condition == Condition::Active);
  CHECK(world.give(core::ApplyRules{ruleset({})}).events.empty());
}

TEST_CASE("a hold outlives a change of other rules", "[core][rules]") {
  World world = world_with({cold_watch()});
  says(world, 4);
  core::AlarmRule other = cold_watch();
  other.id = RuleId("other");
  other.match.kinds = {SignalKind::Humidity};
  world.give(core::ApplyRules{ruleset({other, cold_watch()})});
  world.pass(10min);
  CHECK(world.is_open("hall", kCold));
}

TEST_CASE("a thermometer that was moved during the hold says nothing of where it was",
          "[core][rules]") {
  World world = world_with({cold_watch()});
  says(world, 4);
  core::ApplyRegister moved = register_for_rules();
  for (core::Device& one : moved.devices) {
    if (one.ref == device("cold-1")) one.position = PositionId("corridor");
  }
  world.give(moved);
  world.pass(10min);
  CHECK_FALSE(world.is_open("hall", kCold));
  CHECK_FALSE(world.is_open("corridor", kCold));
}

TEST_CASE("a thermometer in no register meets only rules that ask for no register",
          "[core][rules]") {
  core::AlarmRule watch = cold_watch();
  const bool asks = GENERATE(false, true);
  if (asks) watch.match.site_kinds = {"school"};
  World world = world_with({watch});
  says(world, 4, "stranger");
  world.pass(10min);
  CHECK(world.is_open("unregistered/nordlia/stranger", kCold) == !asks);
}

}  // namespace varde::test
