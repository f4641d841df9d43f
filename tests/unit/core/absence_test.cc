// What should follow within a time, and does not.
#include <catch2/catch.hpp>

#include "tests/support/declared_rules.h"

namespace varde::test {
namespace {

using core::AlarmType;
using core::Condition;

constexpr AlarmType kOut = AlarmType::BedExitOverdue;

// Nobody back in bed within 15 minutes, at night.
core::AlarmRule bed_watch() {
  core::AlarmRule made =
      rule("bed-exit-night", {SignalKind::BedExit}, core::Absence{{SignalKind::BedEntry}, 15min},
           kOut, core::Priority::High);
  made.match.at = {{22h, 7h, {}}};
  return made;
}

core::AlarmRule missing_value() {
  return rule("temperature-missing", {SignalKind::Temperature},
              core::Absence{{SignalKind::Temperature}, 1h}, AlarmType::ValueMissing,
              core::Priority::Low);
}

}  // namespace

TEST_CASE("who is not back in bed 15 minutes after leaving it at night is an alarm",
          "[core][rules]") {
  World world = world_with({bed_watch()});
  world.send(device("bed-1"), SignalKind::BedExit);
  world.pass(15min - 1us);
  CHECK_FALSE(world.is_open("astrid", kOut));
  world.pass(1us);
  CHECK(world.alarm("astrid", kOut).rule == "bed-exit-night");
  CHECK(world.alarm("astrid", kOut).device == device("bed-1"));
}

TEST_CASE("who is back in time is none, whichever sensor of theirs says so", "[core][rules]") {
  const std::string who = GENERATE("bed-1", "mat-1");
  World world = world_with({bed_watch()});
  world.send(device("bed-1"), SignalKind::BedExit);
  world.pass(14min);
  world.send(device(who), SignalKind::BedEntry);
  world.pass(1h);
  CHECK_FALSE(world.is_open("astrid", kOut));
  CHECK(world.state().timers.pending().empty());
}

TEST_CASE("another's bed entry does not count", "[core][rules]") {
  World world = world_with({bed_watch()});
  world.send(device("bed-1"), SignalKind::BedExit);
  world.send(device("bed-2"), SignalKind::BedEntry);
  world.pass(15min);
  CHECK(world.is_open("astrid", kOut));
}

TEST_CASE("leaving the bed twice does not buy time", "[core][rules]") {
  World world = world_with({bed_watch()});
  world.send(device("bed-1"), SignalKind::BedExit);
  world.pass(10min);
  world.send(device("mat-1"), SignalKind::BedExit);
  world.pass(5min);
  CHECK(world.is_open("astrid", kOut));
  world.send(device("bed-1"), SignalKind::BedExit);
  world.pass(1h);
  CHECK(world.alarm("astrid", kOut).occurrences == 1);
}

TEST_CASE("who comes back late returns the alarm to normal, and it stays to be seen",
          "[core][rules]") {
  World world = world_with({bed_watch()});
  world.send(device("bed-1"), SignalKind::BedExit);
  world.pass(20min);
  world.send(device("mat-1"), SignalKind::BedEntry);
  CHECK(world.alarm("astrid", kOut).condition == Condition::Normal);
  world.send(device("bed-1"), SignalKind::BedExit);
  world.pass(15min);
  CHECK(world.alarm("astrid", kOut).condition == Condition::Active);
}

TEST_CASE("by day nobody waits; who left the bed at night is waited for until the time is over",
          "[core][rules]") {
  World world = world_with({bed_watch()});
  const auto day = std::chrono::year(2026) / 1 / 2;
  pass_until(world, day, 6h + 59min);
  world.send(device("bed-1"), SignalKind::BedExit);
  pass_until(world, day, 7h);
  world.send(device("bed-2"), SignalKind::BedExit);
  world.pass(1h);
  CHECK(world.is_open("astrid", kOut));
  CHECK_FALSE(world.is_open("birger", kOut));
}

TEST_CASE("the time runs on while the broker stands still", "[core][rules]") {
  World world = world_with({bed_watch()});
  world.send(device("bed-1"), SignalKind::BedExit);
  stop_for(world, 10min);
  CHECK_FALSE(world.is_open("astrid", kOut));
  stop_for(world, 10min);
  CHECK(world.is_open("astrid", kOut));
}

TEST_CASE("in the nights when the clocks change a quarter of an hour is a quarter of an hour",
          "[core][rules]") {
  // 2026-03-29 01:00 UTC: 02:00 becomes 03:00. 2026-10-25 01:00 UTC: 03:00 becomes 02:00.
  const auto date = GENERATE(std::chrono::year(2026) / 3 / 29, std::chrono::year(2026) / 10 / 25);
  World world = world_with({bed_watch()});
  world.pass(Instant(std::chrono::sys_days(date)) + 50min - world.now());
  world.send(device("bed-1"), SignalKind::BedExit);
  world.pass(15min - 1us);
  CHECK_FALSE(world.is_open("astrid", kOut));
  world.pass(1us);
  CHECK(world.is_open("astrid", kOut));
}

TEST_CASE("exit and entry in one message are no wait", "[core][rules]") {
  World world = world_with({bed_watch()});
  world.give(message(device("bed-1"), {signal(SignalKind::BedExit), signal(SignalKind::BedEntry)}));
  CHECK(world.state().timers.pending().empty());
  world.give(message(device("bed-1"), {signal(SignalKind::BedEntry), signal(SignalKind::BedExit)}));
  world.pass(15min);
  CHECK(world.is_open("astrid", kOut));
}

TEST_CASE("a time of one's own stands before that of all", "[core][rules]") {
  core::AlarmRule own = bed_watch();
  own.id = RuleId("astrid-takes-her-time");
  own.match.positions = {PositionId("astrid")};
  own.form = core::Absence{{SignalKind::BedEntry}, 40min};
  World world = world_with({own, bed_watch()});
  world.send(device("bed-1"), SignalKind::BedExit);
  world.send(device("bed-2"), SignalKind::BedExit);
  world.pass(15min);
  CHECK(world.is_open("birger", kOut));
  CHECK_FALSE(world.is_open("astrid", kOut));
  world.pass(25min);
  CHECK(world.alarm("astrid", kOut).rule == "astrid-takes-her-time");
}

TEST_CASE("a value that keeps coming is waited for anew each time", "[core][rules]") {
  World world = world_with({missing_value()});
  for (int i = 0; i < 5; ++i) {
    world.send(device("cold-1"), measured(SignalKind::Temperature, 20));
    world.pass(1h - 1us);
  }
  CHECK_FALSE(world.is_open("hall", AlarmType::ValueMissing));
  world.pass(1us);
  CHECK(world.is_open("hall", AlarmType::ValueMissing));
  // It comes again: over, cleared by itself, and waited for once more.
  world.send(device("cold-1"), measured(SignalKind::Temperature, 20, SignalState::Normal));
  CHECK_FALSE(world.is_open("hall", AlarmType::ValueMissing));
  world.pass(1h);
  CHECK(world.is_open("hall", AlarmType::ValueMissing));
}

TEST_CASE("a fault is no value, though the device speaks", "[core][rules]") {
  World world = world_with({missing_value()});
  world.send(device("cold-1"), measured(SignalKind::Temperature, 20));
  world.pass(30min);
  world.send(device("cold-1"), signal(SignalKind::Temperature, SignalState::Fault));
  world.pass(30min);
  CHECK(world.is_open("hall", AlarmType::ValueMissing));
}

TEST_CASE("a position that was given up has nobody to wait for", "[core][rules]") {
  World world = world_with({bed_watch()});
  world.send(device("bed-1"), SignalKind::BedExit);
  core::ApplyRegister without = register_for_rules();
  std::erase_if(without.positions, [](const auto& one) { return one.id == PositionId("astrid"); });
  std::erase_if(without.devices,
                [](const auto& one) { return one.position == PositionId("astrid"); });
  world.give(without);
  world.pass(1h);
  CHECK_FALSE(world.is_open("astrid", kOut));
}

}  // namespace varde::test
