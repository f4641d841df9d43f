#include "broker/core/on_call.h"

#include <catch2/catch.hpp>
#include <chrono>
#include <string>
#include <vector>

namespace varde::core {
namespace {

using namespace std::chrono;
using namespace std::chrono_literals;

year_month_day ymd(int y, unsigned m, unsigned d) { return year(y) / month(m) / day(d); }

PersonId anna() { return PersonId("anna"); }
PersonId berit() { return PersonId("berit"); }
PersonId carl() { return PersonId("carl"); }

// Three in turn, from Monday 5 January 2026, 08:00.
Schedule three() {
  Schedule made;
  made.id = ScheduleId("nights");
  made.rotation = {anna(), berit(), carl()};
  made.begins = {ymd(2026, 1, 5), 8h};
  return made;
}

Instant local(year_month_day date, minutes time) { return instant_of({date, time}); }

// 08:00 on the wall, by the published dates of the changes and not by Varde's own reckoning.
Instant eight_on_the_wall(sys_days day) {
  const bool summer = (day >= sys_days(ymd(2026, 3, 29)) && day < sys_days(ymd(2026, 10, 25))) ||
                      (day >= sys_days(ymd(2027, 3, 28)) && day < sys_days(ymd(2027, 10, 31)));
  return day + (summer ? 6h : 7h);
}

TEST_CASE("on call changes hands each week at the same hour on the wall, in summer and in winter",
          "[core]") {
  const Schedule schedule = three();
  std::size_t week = 0;
  for (sys_days monday(ymd(2026, 1, 5)); monday < sys_days(ymd(2028, 1, 3)); monday += days(7)) {
    const Instant hand_over = eight_on_the_wall(monday);
    CAPTURE(week);
    CHECK(on_call(schedule, hand_over) == schedule.rotation[week % 3]);
    if (week > 0) CHECK(on_call(schedule, hand_over - 1us) == schedule.rotation[(week - 1) % 3]);
    week += 1;
  }
  CHECK(week == 104);
}

TEST_CASE("nobody is on call before the schedule begins", "[core]") {
  CHECK(on_call(three(), local(ymd(2026, 1, 5), 8h) - 1us) == std::nullopt);
  CHECK(on_call(three(), local(ymd(2026, 1, 5), 8h)) == anna());
}

TEST_CASE("a hand-over in the hour that is skipped comes when the clock has been moved", "[core]") {
  Schedule schedule = three();
  schedule.begins = {ymd(2026, 3, 22), 2h + 30min};  // A Sunday; the next is the change.
  const Instant moved = sys_days(ymd(2026, 3, 29)) + 1h + 30min;
  CHECK(on_call(schedule, moved - 1us) == anna());
  CHECK(on_call(schedule, moved) == berit());
}

TEST_CASE("a hand-over in the hour that comes twice comes once, the first time", "[core]") {
  Schedule schedule = three();
  schedule.begins = {ymd(2026, 10, 18), 2h + 30min};
  const Instant first = sys_days(ymd(2026, 10, 25)) + 30min;
  CHECK(on_call(schedule, first - 1us) == anna());
  CHECK(on_call(schedule, first) == berit());
  CHECK(on_call(schedule, first + 30min) == berit());  // 02:00 again.
  CHECK(on_call(schedule, first + 1h) == berit());     // 02:30 again.
}

TEST_CASE("an override goes before all else; of several the last", "[core]") {
  Schedule schedule = three();
  schedule.holidays = {carl()};
  const Instant from = local(ymd(2026, 5, 16), 12h);
  const Instant to = local(ymd(2026, 5, 18), 12h);
  schedule.overrides = {{from, to, PersonId("dag")}, {from, from + 1h, PersonId("eva")}};

  CHECK(on_call(schedule, from) == PersonId("eva"));
  CHECK(on_call(schedule, from + 1h) == PersonId("dag"));
  CHECK(on_call(schedule, local(ymd(2026, 5, 17), 12h)) == PersonId("dag"));  // A holiday.
  CHECK(on_call(schedule, to - 1us) == PersonId("dag"));
  CHECK(on_call(schedule, to) == berit());  // In the 20th week of the rotation.
}

TEST_CASE("public holidays go in turn, from midnight to midnight", "[core]") {
  Schedule schedule = three();
  schedule.holidays = {PersonId("h0"), PersonId("h1"), PersonId("h2"), PersonId("h3"),
                       PersonId("h4")};
  const year_month_day of_2026[] = {ymd(2026, 4, 2),   ymd(2026, 4, 3),  ymd(2026, 4, 5),
                                    ymd(2026, 4, 6),   ymd(2026, 5, 1),  ymd(2026, 5, 14),
                                    ymd(2026, 5, 17),  ymd(2026, 5, 24), ymd(2026, 5, 25),
                                    ymd(2026, 12, 25), ymd(2026, 12, 26)};
  std::size_t number = 0;  // New Year's Day was before the beginning.
  for (const year_month_day& date : of_2026) {
    CAPTURE(number);
    const PersonId whose("h" + std::to_string(number % 5));
    CHECK(on_call(schedule, local(date, 0min)) == whose);
    CHECK(on_call(schedule, local(date, 23h + 59min)) == whose);
    CHECK(on_call(schedule, local(date, 0min) - 1us) != whose);
    number += 1;
  }
  CHECK(on_call(schedule, local(ymd(2027, 1, 1), 12h)) == PersonId("h1"));
}

TEST_CASE("weeks count on through holidays", "[core]") {
  Schedule schedule = three();
  schedule.holidays = {PersonId("h")};
  // Easter Monday is a hand-over, and a holiday.
  CHECK(on_call(schedule, local(ymd(2026, 4, 6), 9h)) == PersonId("h"));
  const Schedule without = three();
  CHECK(on_call(schedule, local(ymd(2026, 4, 7), 9h)) ==
        on_call(without, local(ymd(2026, 4, 7), 9h)));
}

TEST_CASE("a schedule without people names nobody", "[core]") {
  Schedule schedule = three();
  schedule.rotation = {};
  CHECK(on_call(schedule, local(ymd(2026, 6, 1), 9h)) == std::nullopt);
}

TEST_CASE("a schedule that began long ago is reckoned all the same", "[core]") {
  Schedule schedule = three();
  schedule.begins = {ymd(1900, 1, 1), 8h};  // A Monday.
  schedule.holidays = {anna(), berit()};
  CHECK(on_call(schedule, local(ymd(2026, 6, 1), 9h)).has_value());
  CHECK(on_call(schedule, local(ymd(2026, 12, 25), 9h)) !=
        on_call(schedule, local(ymd(2026, 12, 26), 9h)));
}

}  // namespace
}  // namespace varde::core
