// What should be heard in a part of the day: medication.
#include <catch2/catch.hpp>

#include "tests/support/declared_rules.h"

namespace varde::test {
namespace {

using core::AlarmType;
using core::Condition;

constexpr AlarmType kMissed = AlarmType::MedicationMissed;
constexpr auto kDay = std::chrono::year(2026) / 1 / 1;  // The world begins at 01:00.

core::AlarmRule medication(std::chrono::minutes from = 8h, std::chrono::minutes to = 10h,
                           const std::string& id = "medication-morning") {
  core::AlarmRule made = rule(id, {SignalKind::MedicationTaken}, core::MissedWindow{{from, to, {}}},
                              kMissed, core::Priority::High);
  made.match.device_types = {"dispenser"};
  return made;
}

}  // namespace

TEST_CASE("medication that nobody has taken by the end of its window is an alarm",
          "[core][rules]") {
  World world = world_with({medication()});
  pass_until(world, kDay, 9h);
  world.send(device("dispenser-1"), SignalKind::MedicationTaken);
  pass_until(world, kDay, 9h + 59min);
  CHECK_FALSE(world.is_open("birger", kMissed));
  pass_until(world, kDay, 10h);
  // Birger's dispenser has never said a word.
  CHECK(world.alarm("birger", kMissed).rule == "medication-morning");
  CHECK(world.alarm("birger", kMissed).device == device("dispenser-2"));
  CHECK_FALSE(world.is_open("astrid", kMissed));
  CHECK_FALSE(world.is_open("hall", kMissed));
}

TEST_CASE("what was taken before the window began does not count, from its beginning on it does",
          "[core][rules]") {
  World world = world_with({medication()});
  pass_until(world, kDay, 7h);
  world.pass(1h - 1us);
  world.send(device("dispenser-1"), SignalKind::MedicationTaken);
  world.pass(1us);
  world.send(device("dispenser-2"), SignalKind::MedicationTaken);
  pass_until(world, kDay, 10h);
  CHECK(world.is_open("astrid", kMissed));
  CHECK_FALSE(world.is_open("birger", kMissed));
}

TEST_CASE("every day is asked for anew", "[core][rules]") {
  World world = world_with({medication()});
  for (int day = 1; day < 5; ++day) {
    const auto date = std::chrono::year(2026) / 1 / day;
    pass_until(world, date, 9h);
    world.send(device("dispenser-1"), SignalKind::MedicationTaken);
    pass_until(world, date, 10h);
    CHECK_FALSE(world.is_open("astrid", kMissed));
  }
  pass_until(world, std::chrono::year(2026) / 1 / 5, 10h);
  CHECK(world.is_open("astrid", kMissed));
  CHECK(world.alarm("birger", kMissed).occurrences == 1);  // Known since the first day.
}

TEST_CASE("medication taken late returns the alarm to normal", "[core][rules]") {
  World world = world_with({medication()});
  pass_until(world, kDay, 10h);
  world.send(device("dispenser-1"), SignalKind::MedicationTaken);
  CHECK(world.alarm("astrid", kMissed).condition == Condition::Normal);
}

TEST_CASE("the end of a window that falls into a stop of the broker is looked at after it",
          "[core][rules]") {
  World world = world_with({medication()});
  pass_until(world, kDay, 9h);
  world.send(device("dispenser-1"), SignalKind::MedicationTaken);
  stop_for(world, 3h);
  CHECK_FALSE(world.is_open("astrid", kMissed));
  CHECK(world.is_open("birger", kMissed));
  REQUIRE(world.state().timers.next_due().has_value());
  CHECK(*world.state().timers.next_due() ==
        core::instant_of({std::chrono::year(2026) / 1 / 2, 10h}));
}

TEST_CASE("windows end by the clock on the wall when the clocks change", "[core][rules]") {
  const auto date = GENERATE(std::chrono::year(2026) / 3 / 29, std::chrono::year(2026) / 10 / 25);
  World world = world_with({medication()});
  const Instant end = core::instant_of({date, 10h});
  world.pass(end - 1us - world.now());
  CHECK(world.state().timers.next_due() == end);
  // Summer time by then, or winter time.
  CHECK(end ==
        Instant(std::chrono::sys_days(date)) + (date.month() == std::chrono::March ? 8h : 9h));
}

TEST_CASE("a window over the night in which an hour is skipped or comes twice has one end",
          "[core][rules]") {
  const auto date = GENERATE(std::chrono::year(2026) / 3 / 29, std::chrono::year(2026) / 10 / 25);
  World world = world_with({medication(22h, 2h + 30min)});
  world.pass(Instant(std::chrono::sys_days(date)) - 3h - world.now());
  world.send(device("dispenser-1"), SignalKind::MedicationTaken);  // 22:00 or 23:00 by the wall.
  world.sit_down("kari");
  for (const auto& one : {"astrid", "birger"}) {
    const AlarmId id = world.alarm(one, kMissed).id;
    REQUIRE(world.ask("kari", id, core::Claim{}).has_value());
    REQUIRE(world.ask("kari", id, core::Resolve{core::Outcome::Assisted, ""}).has_value());
  }
  world.pass(8h);
  CHECK_FALSE(world.is_open("astrid", kMissed));
  CHECK(world.alarm("birger", kMissed).occurrences == 1);
}

TEST_CASE("a person has a window in the morning and one in the evening", "[core][rules]") {
  World world = world_with({medication(), medication(20h, 22h, "medication-evening")});
  pass_until(world, kDay, 9h);
  world.send(device("dispenser-1"), SignalKind::MedicationTaken);
  pass_until(world, kDay, 21h + 59min);
  CHECK_FALSE(world.is_open("astrid", kMissed));
  pass_until(world, kDay, 22h);
  CHECK(world.alarm("astrid", kMissed).rule == "medication-evening");
}

TEST_CASE("windows of one's own stand in the place of those for all", "[core][rules]") {
  core::AlarmRule own = medication(11h, 12h, "astrid-sleeps-late");
  own.match.positions = {PositionId("astrid")};
  World world = world_with({medication(), own});
  pass_until(world, kDay, 10h);
  CHECK(world.is_open("birger", kMissed));
  CHECK_FALSE(world.is_open("astrid", kMissed));
  pass_until(world, kDay, 12h);
  CHECK(world.alarm("astrid", kMissed).rule == "astrid-sleeps-late");
}

TEST_CASE("a window that says nobody in particular looks at nobody", "[core][rules]") {
  core::AlarmRule open = medication();
  open.match.device_types.clear();
  World world = world_with({open});
  pass_until(world, kDay, 10h);
  CHECK(world.queue().empty());
}

TEST_CASE("kinds that devices are not remembered by are heard in a window too", "[core][rules]") {
  core::AlarmRule up = rule("up-by-ten", {SignalKind::BedExit}, core::MissedWindow{{7h, 10h, {}}},
                            AlarmType::Inactivity);
  up.match.device_types = {"bed sensor"};
  World world = world_with({up});
  pass_until(world, kDay, 8h);
  world.send(device("bed-1"), SignalKind::BedExit);
  pass_until(world, kDay, 10h);
  CHECK_FALSE(world.is_open("astrid", AlarmType::Inactivity));
  CHECK(world.is_open("birger", AlarmType::Inactivity));
  pass_until(world, std::chrono::year(2026) / 1 / 2, 10h);
  CHECK(world.is_open("astrid", AlarmType::Inactivity));
}

TEST_CASE("a rule that comes in the middle of its window knows what was taken before it came",
          "[core][rules]") {
  World world = world_with(std::vector<core::AlarmRule>{});
  pass_until(world, kDay, 8h + 30min);
  world.send(device("dispenser-1"), SignalKind::MedicationTaken);
  world.pass(10min);
  world.give(core::ApplyRules{ruleset({medication()})});
  pass_until(world, kDay, 10h);
  CHECK_FALSE(world.is_open("astrid", kMissed));
  CHECK(world.is_open("birger", kMissed));
}

TEST_CASE("a window that is changed ends when it says now; one that is gone never",
          "[core][rules]") {
  World world = world_with({medication()});
  world.give(core::ApplyRules{ruleset({medication(8h, 11h)})});
  pass_until(world, kDay, 10h + 30min);
  CHECK_FALSE(world.is_open("birger", kMissed));
  pass_until(world, kDay, 11h);
  CHECK(world.is_open("birger", kMissed));
  world.give(core::ApplyRules{ruleset({})});
  CHECK(world.state().timers.pending().empty());
}

TEST_CASE("a window of working days does not end on a holiday", "[core][rules]") {
  core::AlarmRule weekdays = medication();
  weekdays.form = core::MissedWindow{{8h, 10h, {core::DayType::Workday}}};
  World world = world_with({weekdays});
  pass_until(world, kDay, 12h);  // New Year's Day, a Thursday.
  CHECK(world.queue().empty());
  pass_until(world, std::chrono::year(2026) / 1 / 2, 10h);
  CHECK(world.queue().size() == 2);
}

TEST_CASE("more positions than one decision may hold are looked at in the next", "[core][rules]") {
  World world = world_with({medication()});
  core::ApplyRegister many = register_for_rules();
  for (int i = 0; i < 1'200; ++i) {
    core::Position position;
    position.id = PositionId("p" + std::to_string(i));
    position.municipality = MunicipalityId("nordlia");
    many.positions.push_back(position);
    many.devices.push_back({device("d" + std::to_string(i)), position.id, "dispenser"});
  }
  world.give(many);
  pass_until(world, kDay, 10h);
  CHECK(world.queue().size() == 1'202);
  CHECK(world.state().timers.pending().size() == 1);
}

}  // namespace varde::test
