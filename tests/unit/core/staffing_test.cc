#include <algorithm>
#include <catch2/catch.hpp>
#include <variant>

#include "tests/support/duty_world.h"

namespace varde::test {
namespace {

using core::AlarmType;

core::Staffing staffing(const std::string& municipality, Duration grace) {
  core::Staffing made;
  made.municipality = MunicipalityId(municipality);
  made.grace = grace;
  return made;
}

// Nordlia wants somebody on duty within 5 min.
struct Watched : DutyWorld {
  explicit Watched(core::Staffing wanted = staffing("nordlia", 5min)) { watch({wanted}); }
  void watch(std::vector<core::Staffing> wanted) {
    core::Policies policies;
    policies.version = "1";
    policies.staffing = std::move(wanted);
    apply(policies);
  }
  void come(const std::string& user) {
    sit_down(user);
    REQUIRE(ask(user, {}, core::BeginShift{}).has_value());
  }
  void log_out(const std::string& user) { give(core::LogOut{operator_named(user).session}); }
  [[nodiscard]] bool nobody() const { return is_open("duty/nordlia", AlarmType::NobodyOnDuty); }
  [[nodiscard]] bool alone() const { return is_open("duty/nordlia", AlarmType::AloneOnDuty); }
};

TEST_CASE("nobody on duty for longer than the grace is an alarm of the municipality", "[core]") {
  Watched world;
  world.pass(5min - 1s);
  CHECK_FALSE(world.nobody());
  world.pass(1s);
  REQUIRE(world.nobody());
  const core::Alarm& alarm = world.alarm("duty/nordlia", AlarmType::NobodyOnDuty);
  CHECK(alarm.municipality == MunicipalityId("nordlia"));
  CHECK(alarm.priority == core::Priority::High);
  CHECK(alarm.raised_at == at(5min));
}

TEST_CASE("who comes on shift at a console ends it", "[core]") {
  Watched world;
  world.pass(10min);
  world.sit_down("kari");
  world.pass(1s);
  CHECK(world.nobody());  // At a console, but not on shift.

  REQUIRE(world.ask("kari", {}, core::BeginShift{}).has_value());
  world.pass(0s);

  CHECK_FALSE(world.nobody());
  world.pass(15h);
  CHECK_FALSE(world.nobody());
}

TEST_CASE("who is on shift but has left the console is not on duty", "[core]") {
  Watched world;
  world.come("kari");
  world.pass(1h);

  world.leave("kari");
  world.pass(3s + 5min - 1s);
  CHECK_FALSE(world.nobody());
  world.pass(1s);

  CHECK(world.nobody());
  CHECK(world.state().duty.on_shift.contains(UserId("kari")));
}

TEST_CASE("a reload of the page is no absence", "[core]") {
  Watched world(staffing("nordlia", 0s));
  world.pass(0s);
  world.come("kari");
  world.pass(1h);
  REQUIRE_FALSE(world.nobody());
  world.leave("kari");
  world.pass(2s);
  world.sit_down("kari");
  world.pass(1min);
  CHECK_FALSE(world.nobody());
}

TEST_CASE("an absence shorter than the grace is none, and the next begins anew", "[core]") {
  Watched world;
  world.pass(4min);
  world.come("kari");
  world.pass(1min);
  REQUIRE(world.ask("kari", {}, core::EndShift{}).has_value());
  world.pass(5min - 1s);
  CHECK_FALSE(world.nobody());
  world.pass(1s);
  CHECK(world.nobody());
}

TEST_CASE("operators of another municipality do not count, nor technicians", "[core]") {
  Watched world;
  world.sit_down_in("siri", "sorvik");
  REQUIRE(world.ask("siri", {}, core::BeginShift{}).has_value());
  world.give(core::ConnectConsole{SessionId("t"), UserId("tom"), core::Role::Technician, {}});
  world.pass(5min);
  CHECK(world.nobody());
}

TEST_CASE("two consoles of one operator are one person", "[core]") {
  auto wanted = staffing("nordlia", 5min);
  wanted.alone_is_alarm = true;
  Watched world(wanted);
  world.come("kari");
  world.give(core::ConnectConsole{SessionId("second"), UserId("kari"), core::Role::Operator, {}});
  world.pass(5min);
  CHECK(world.alone());
}

TEST_CASE("one alone is an alarm where it is said so, and ends with the second or the last",
          "[core]") {
  const bool second = GENERATE(true, false);
  auto wanted = staffing("nordlia", 5min);
  wanted.alone_is_alarm = true;
  Watched world(wanted);
  world.come("kari");
  world.pass(5min);
  REQUIRE(world.alone());
  CHECK_FALSE(world.nobody());

  if (second) {
    world.come("per");
  } else {
    world.log_out("kari");
  }
  world.pass(5min);

  CHECK_FALSE(world.alone());
  CHECK(world.nobody() != second);
}

TEST_CASE("one alone is no alarm where nothing is said", "[core]") {
  Watched world;
  world.come("kari");
  world.pass(1h);
  CHECK_FALSE(world.alone());
}

TEST_CASE("people are wanted within the windows only", "[core]") {
  auto nights = staffing("nordlia", 5min);
  nights.at = {{22h, 6h, {}}};
  Watched world(nights);  // 01:00 on the wall.
  world.pass(5min);
  REQUIRE(world.nobody());

  world.pass(5h - 5min - 1s);
  CHECK(world.nobody());
  world.pass(1s);  // 06:00.
  CHECK_FALSE(world.nobody());

  world.pass(16h + 5min - 1s);  // Almost 22:05.
  CHECK_FALSE(world.nobody());
  world.pass(1s);
  CHECK(world.nobody());
}

TEST_CASE("windows keep to the clock on the wall when it is moved", "[core]") {
  auto nights = staffing("nordlia", 5min);
  nights.at = {{22h, 6h, {}}};
  Watched world;
  world.wait(Instant(std::chrono::sys_days(std::chrono::year(2026) / 3 / 28)) + 12h - world.now());
  world.watch({nights});
  world.pass(10h);  // 23:00 in winter.
  REQUIRE(world.nobody());
  const Instant six = Instant(std::chrono::sys_days(std::chrono::year(2026) / 3 / 29)) + 4h;
  world.pass(six - world.now() - 1s);
  CHECK(world.nobody());
  world.pass(1s);
  CHECK_FALSE(world.nobody());
}

TEST_CASE("of two entries for one municipality the less patient counts where both hold", "[core]") {
  auto nights = staffing("nordlia", 1min);
  nights.at = {{0h, 6h, {}}};
  Watched world;
  world.watch({staffing("nordlia", 10min), nights});
  world.pass(1min);
  CHECK(world.nobody());
  world.pass(6h);  // Beyond the night: the other wants somebody still.
  CHECK(world.nobody());
}

TEST_CASE("an alarm that an operator resolved comes back if nobody comes", "[core]") {
  Watched world;
  world.pass(5min);
  world.sit_down("kari");
  const AlarmId id = world.alarm("duty/nordlia", AlarmType::NobodyOnDuty).id;
  REQUIRE(world.ask("kari", id, core::Claim{}).has_value());
  REQUIRE(world.ask("kari", id, core::Resolve{core::Outcome::HandledByPhone, ""}).has_value());
  world.pass(5min);
  CHECK(world.alarm("duty/nordlia", AlarmType::NobodyOnDuty).id != id);
}

TEST_CASE("a restart neither forgets since when nobody was there nor begins anew", "[core]") {
  Watched world;
  world.pass(3min);
  world.restart();
  world.pass(2min - 1s);
  CHECK_FALSE(world.nobody());
  world.pass(1s);
  CHECK(world.nobody());
}

TEST_CASE("after a restart operators have time to come back", "[core]") {
  Watched world(staffing("nordlia", 0s));
  world.pass(0s);
  world.come("kari");
  world.pass(1min);
  world.restart();
  world.pass(7s);
  CHECK_FALSE(world.nobody());
  world.sit_down("kari");
  world.pass(1min);
  CHECK_FALSE(world.nobody());
}

TEST_CASE("a municipality that the policies staff no more is watched no more", "[core]") {
  const Duration after = GENERATE(Duration(1min), Duration(10min));
  Watched world;
  world.pass(after);
  world.watch({staffing("sorvik", 5min)});
  world.pass(10min);
  CHECK_FALSE(world.nobody());
  CHECK(world.is_open("duty/sorvik", AlarmType::NobodyOnDuty));
  CHECK(world.state().timers.pending().empty());
}

TEST_CASE("nothing is logged again and again while nobody is there", "[core]") {
  auto nights = staffing("nordlia", 5min);
  nights.at = {{22h, 6h, {}}};
  nights.alone_is_alarm = true;
  Watched world(nights);
  world.pass(24h * 7);
  const auto set = std::count_if(world.kept().begin(), world.kept().end(), [](const auto& event) {
    return std::holds_alternative<core::TimerSet>(event.body);
  });
  CHECK(set == 8);  // One a night, and the one of the night that we came in by.
}

}  // namespace
}  // namespace varde::test
