// Putting an alarm aside for a time.
#include <catch2/catch.hpp>

#include "broker/core/draft.h"
#include "broker/core/limits.h"
#include "tests/support/world.h"

namespace varde::test {
namespace {

using core::AlarmType;
using core::Refusal;
using core::Shelve;
using core::Unshelve;

template <class Event>
std::size_t count(const core::Decision& decision) {
  std::size_t found = 0;
  for (const core::Event& event : decision.events)
    found += std::holds_alternative<Event>(event.body) ? 1 : 0;
  return found;
}

AlarmId leak(World& world) {
  world.send(device("leak-1"), SignalKind::WaterLeak);
  return world.alarm("hall", AlarmType::WaterLeak).id;
}

}  // namespace

TEST_CASE("a shelved alarm leaves the queue and comes back by itself", "[core]") {
  World world;
  const AlarmId id = leak(world);

  REQUIRE(world.ask("kari", id, Shelve{"the caretaker mops", 2h}).has_value());
  CHECK(world.queue().empty());
  CHECK(world.alarm("hall", AlarmType::WaterLeak).shelf->user == UserId("kari"));

  world.pass(2h - 1s);
  CHECK(world.queue().empty());
  world.pass(1s);
  CHECK(world.queue() == std::vector{id});
  CHECK_FALSE(world.alarm("hall", AlarmType::WaterLeak).shelf);
}

TEST_CASE("a shelf wants a reason and a sensible time", "[core]") {
  World world;
  const AlarmId id = leak(world);
  const auto [reason, duration, refusal] = GENERATE(table<std::string, Duration, Refusal>({
      {" ", 1h, Refusal::TextEmpty},
      {std::string(core::limits::kReasonBytes + 1, 'x'), 1h, Refusal::TextTooLong},
      {"mopping", 59s, Refusal::DurationOutOfRange},
      {"mopping", core::limits::kLongestShelf + 1s, Refusal::DurationOutOfRange},
  }));
  CAPTURE(reason, duration.count());

  const auto answer = world.ask("kari", id, Shelve{reason, duration});

  REQUIRE(answer.has_error());
  CHECK(answer.error() == refusal);
}

TEST_CASE("the shortest and the longest shelf are allowed", "[core]") {
  World world;
  const AlarmId id = leak(world);
  const Duration duration = GENERATE(Duration(1min), Duration(core::limits::kLongestShelf));
  CHECK(world.ask("kari", id, Shelve{"mopping", duration}).has_value());
}

TEST_CASE("a critical alarm of a person is never shelved", "[core]") {
  World world;
  world.send(device("button-1"), SignalKind::HelpCall);
  const AlarmId id = world.alarm("astrid", AlarmType::HelpCall).id;

  const auto answer = world.ask("kari", id, Shelve{"she always calls", 1h});

  REQUIRE(answer.has_error());
  CHECK(answer.error() == Refusal::CriticalNotShelved);
}

TEST_CASE("an alarm is shelved by its owner, and is nobody's then", "[core]") {
  World world;
  world.sit_down("kari");
  const AlarmId id = leak(world);
  REQUIRE(world.ask("kari", id, core::Claim{}).has_value());

  const auto by_other = world.ask("ola", id, Shelve{"mopping", 1h});
  REQUIRE(by_other.has_error());
  CHECK(by_other.error() == Refusal::AlreadyClaimed);

  REQUIRE(world.ask("kari", id, Shelve{"mopping", 1h}).has_value());
  CHECK_FALSE(world.alarm("hall", AlarmType::WaterLeak).claimed());
  CHECK(world.alarm("hall", AlarmType::WaterLeak).shelf);
}

TEST_CASE("what was over while its owner had it is cleared rather than shelved", "[core]") {
  World world;
  world.sit_down("kari");
  world.send(device("button-1"), SignalKind::MainsLost);
  const AlarmId id = world.alarm("astrid", AlarmType::MainsLost).id;
  REQUIRE(world.ask("kari", id, core::Claim{}).has_value());
  world.send(device("button-1"), SignalKind::MainsRestored);

  REQUIRE(world.ask("kari", id, Shelve{"power cut", 1h}).has_value());

  CHECK_FALSE(world.is_open("astrid", AlarmType::MainsLost));
}

TEST_CASE("what is on the shelf is not shelved again, and what is not is not taken from it",
          "[core]") {
  World world;
  const AlarmId id = leak(world);
  const auto not_there = world.ask("kari", id, Unshelve{});
  REQUIRE(not_there.has_error());
  CHECK(not_there.error() == Refusal::NotShelved);

  REQUIRE(world.ask("kari", id, Shelve{"mopping", 1h}).has_value());
  const auto again = world.ask("ola", id, Shelve{"mopping", 2h});
  REQUIRE(again.has_error());
  CHECK(again.error() == Refusal::AlreadyShelved);

  REQUIRE(world.ask("ola", id, Unshelve{}).has_value());
  CHECK(world.queue() == std::vector{id});
}

TEST_CASE("who takes a shelved alarm takes it from the shelf", "[core]") {
  World world;
  world.sit_down("kari");
  const AlarmId id = leak(world);
  REQUIRE(world.ask("ola", id, Shelve{"mopping", 1h}).has_value());

  REQUIRE(world.ask("kari", id, core::Claim{}).has_value());

  CHECK_FALSE(world.alarm("hall", AlarmType::WaterLeak).shelf);
}

TEST_CASE("only operators shelve, and only in their municipalities", "[core]") {
  World world;
  const AlarmId id = leak(world);
  core::Actor actor = operator_named("tekla");
  SECTION("a technician") {
    actor.role = core::Role::Technician;
    const auto answer = world.try_give(core::Command{actor, {}, id, Shelve{"mopping", 1h}});
    REQUIRE(answer.has_error());
    CHECK(answer.error() == Refusal::NotAllowed);
  }
  SECTION("an operator of another municipality") {
    actor.municipalities = {MunicipalityId("sorvik")};
    const auto answer = world.try_give(core::Command{actor, {}, id, Shelve{"mopping", 1h}});
    REQUIRE(answer.has_error());
    CHECK(answer.error() == Refusal::AlarmNotFound);
  }
}

TEST_CASE("its owner is reminded once, before the shelf is over", "[core]") {
  World world;
  const AlarmId id = leak(world);
  const auto [duration, reminded_after] = GENERATE(table<Duration, Duration>({
      {1h, 50min}, {5min, 0min},  // Less is left than the reminder's time: at once.
  }));
  REQUIRE(world.ask("kari", id, Shelve{"mopping", duration}).has_value());
  const auto reminded = [&] { return world.alarm("hall", AlarmType::WaterLeak).shelf->reminded; };

  if (reminded_after > 0s) {
    world.pass(reminded_after - 1s);
    CHECK_FALSE(reminded());
    world.pass(1s);
  } else {
    world.pass(0s);
  }
  CHECK(reminded());

  world.wait(1s);
  CHECK(world.give(core::Tick{}).events.empty());
}

TEST_CASE("a shelf that ended while the broker was down ends at once, without a reminder",
          "[core]") {
  World world;
  const AlarmId id = leak(world);
  REQUIRE(world.ask("kari", id, Shelve{"mopping", 1h}).has_value());
  world.wait(3h);

  const auto decision = world.give(core::Tick{});

  CHECK(count<core::AlarmUnshelved>(decision) == 1);
  CHECK(count<core::ShelfReminded>(decision) == 0);
  CHECK(world.queue() == std::vector{id});
}

TEST_CASE("a condition that ends on the shelf ends the alarm", "[core]") {
  World world;
  world.send(device("button-1"), SignalKind::BatteryLow);
  const AlarmId id = world.alarm("astrid", AlarmType::BatteryLow).id;
  REQUIRE(world.ask("kari", id, Shelve{"a new one is ordered", 12h}).has_value());

  world.send(device("button-1"), SignalKind::BatteryOk);

  CHECK_FALSE(world.is_open("astrid", AlarmType::BatteryLow));
}

// The graver condition of one matter leads, whatever was done about the lesser.
TEST_CASE("a lesser condition that becomes a person's critical one is on no shelf and unseen",
          "[core]") {
  World world;
  world.send(device("button-1"), SignalKind::Inactivity);
  const AlarmId id = world.alarm("astrid", AlarmType::Inactivity).id;
  REQUIRE(world.ask("kari", id, core::Acknowledge{}).has_value());
  REQUIRE(world.ask("kari", id, Shelve{"she sleeps late", 1h}).has_value());

  core::Draft draft(world.state(), world.now());
  const core::Rule graver{"fall-at-home", AlarmType::Inactivity, core::Priority::Critical};
  draft.raise_or_repeat(PositionId("astrid"), device("button-1"), graver, {}, {});
  const core::Alarm alarm = *draft.open_alarm(id);

  CHECK(alarm.priority == core::Priority::Critical);
  CHECK_FALSE(alarm.shelf);
  CHECK_FALSE(alarm.acknowledged());
  CHECK(core::is_queued_for_duty(alarm));
}

TEST_CASE("a lesser condition of the same matter does not lower its priority", "[core]") {
  World world;
  world.send(device("button-1"), SignalKind::HelpCall);
  const AlarmId id = world.alarm("astrid", AlarmType::HelpCall).id;

  core::Draft draft(world.state(), world.now());
  const core::Rule lesser{"call-at-day", AlarmType::HelpCall, core::Priority::Low};
  draft.raise_or_repeat(PositionId("astrid"), device("button-1"), lesser, {}, {});

  CHECK(draft.open_alarm(id)->priority == core::Priority::Critical);
}

}  // namespace varde::test
