// So many within a time.
#include <catch2/catch.hpp>

#include "tests/support/declared_rules.h"

namespace varde::test {
namespace {

using core::AlarmType;

constexpr AlarmType kOften = AlarmType::Access;

World three_in_ten_minutes() {
  return world_with({rule("often", {SignalKind::DoorOpened}, core::Count{3, 10min}, kOften)});
}

void opens(World& world, const std::string& who = "mat-1") {
  world.send(device(who), SignalKind::DoorOpened);
}

}  // namespace

TEST_CASE("the third within ten minutes is an alarm", "[core][rules]") {
  World world = three_in_ten_minutes();
  opens(world);
  world.pass(5min);
  opens(world, "bed-1");  // Of the same person: it counts.
  opens(world, "bed-2");  // Of another.
  world.pass(5min);       // The first is exactly ten minutes old.
  CHECK_FALSE(world.is_open("astrid", kOften));
  opens(world);
  CHECK(world.alarm("astrid", kOften).rule == "often");
  CHECK_FALSE(world.is_open("birger", kOften));
}

TEST_CASE("what is older than the time counts no more", "[core][rules]") {
  World world = three_in_ten_minutes();
  opens(world);
  world.pass(10min);
  opens(world);
  world.pass(1us);
  opens(world);
  CHECK_FALSE(world.is_open("astrid", kOften));
  world.pass(1min);
  opens(world);
  CHECK(world.is_open("astrid", kOften));
}

TEST_CASE("what has led to an alarm is counted no more", "[core][rules]") {
  World world = three_in_ten_minutes();
  for (int i = 0; i < 5; ++i) opens(world);
  CHECK(world.alarm("astrid", kOften).occurrences == 1);
  opens(world);
  CHECK(world.alarm("astrid", kOften).occurrences == 2);
}

TEST_CASE("a count that comes to nothing is forgotten", "[core][rules]") {
  World world = three_in_ten_minutes();
  opens(world);
  opens(world);
  world.pass(10min);
  CHECK(world.state().timers.pending().size() == 1);
  world.pass(1us);
  CHECK(world.state().timers.pending().empty());
}

TEST_CASE("a count goes on over a restart", "[core][rules]") {
  World world = three_in_ten_minutes();
  opens(world);
  opens(world);
  stop_for(world, 9min);
  opens(world);
  CHECK(world.is_open("astrid", kOften));
}

TEST_CASE("copies of one report are counted once", "[core][rules]") {
  World world = world_with(
      {rule("falls", {SignalKind::Fall}, core::Count{2, 1h}, AlarmType::SupervisionRequested)});
  world.send(device("mat-1"), SignalKind::Fall);
  world.send(device("mat-1"), SignalKind::Fall);
  CHECK_FALSE(world.is_open("astrid", AlarmType::SupervisionRequested));
  // The falls themselves are alarms all the same.
  CHECK(world.alarm("astrid", AlarmType::Fall).occurrences == 1);
  world.pass(11s);
  world.send(device("mat-1"), SignalKind::Fall);
  CHECK(world.is_open("astrid", AlarmType::SupervisionRequested));
}

}  // namespace varde::test
