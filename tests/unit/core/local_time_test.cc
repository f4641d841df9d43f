#include "broker/core/local_time.h"

#include <catch2/catch.hpp>
#include <chrono>
#include <string>
#include <vector>

namespace varde::core {
namespace {

using namespace std::chrono;
using namespace std::chrono_literals;

Instant utc(year_month_day date, minutes time) { return sys_days(date) + time; }

year_month_day ymd(int y, unsigned m, unsigned d) { return year(y) / month(m) / day(d); }

LocalTime local(year_month_day date, minutes time) { return {date, time}; }

struct Change {
  year_month_day date;
  bool to_summer;
};
const Change kChanges[] = {{ymd(2024, 3, 31), true}, {ymd(2024, 10, 27), false},
                           {ymd(2025, 3, 30), true}, {ymd(2025, 10, 26), false},
                           {ymd(2026, 3, 29), true}, {ymd(2026, 10, 25), false},
                           {ymd(2027, 3, 28), true}, {ymd(2027, 10, 31), false}};

TEST_CASE("clocks are moved on the last Sunday of March and October at 01:00 UTC", "[core]") {
  for (const Change& change : kChanges) {
    CAPTURE(static_cast<int>(change.date.year()), change.to_summer);
    const Instant moved = utc(change.date, 1h);
    const minutes before = change.to_summer ? 1h + 59min : 2h + 59min;
    const minutes after = change.to_summer ? 3h : 2h;
    CHECK(local_time(moved - 1us) == local(change.date, before));
    CHECK(local_time(moved) == local(change.date, after));
  }
}

TEST_CASE(
    "a local time and its instant are the same moment, but for what a change takes or doubles",
    "[core]") {
  for (Instant at = utc(ymd(2026, 1, 1), 0min); at < utc(ymd(2028, 1, 1), 0min); at += 30min) {
    const LocalTime there = local_time(at);
    const bool doubled = (there.date == ymd(2026, 10, 25) || there.date == ymd(2027, 10, 31)) &&
                         there.time >= 2h && there.time < 3h;
    const Instant back = instant_of(there);
    const bool same = back == at || (doubled && back == at - 1h);
    if (!same) FAIL("at " << at.time_since_epoch().count());
  }
}

TEST_CASE("a time that a clock skips in spring is taken an hour later", "[core]") {
  CHECK(instant_of(local(ymd(2026, 3, 29), 2h)) == utc(ymd(2026, 3, 29), 1h));
  CHECK(instant_of(local(ymd(2026, 3, 29), 2h + 30min)) == utc(ymd(2026, 3, 29), 1h + 30min));
  CHECK(instant_of(local(ymd(2026, 3, 29), 3h)) == utc(ymd(2026, 3, 29), 1h));
}

TEST_CASE("of a time that comes twice in autumn the first is meant", "[core]") {
  CHECK(instant_of(local(ymd(2026, 10, 25), 2h)) == utc(ymd(2026, 10, 25), 0h));
  CHECK(instant_of(local(ymd(2026, 10, 25), 2h + 59min)) == utc(ymd(2026, 10, 25), 59min));
  CHECK(instant_of(local(ymd(2026, 10, 25), 3h)) == utc(ymd(2026, 10, 25), 2h));
}

TEST_CASE("Easter Sunday and what hangs on it", "[core]") {
  const year_month_day easter[] = {ymd(2024, 3, 31), ymd(2025, 4, 20), ymd(2026, 4, 5),
                                   ymd(2027, 3, 28), ymd(2028, 4, 16), ymd(2029, 4, 1),
                                   ymd(2030, 4, 21)};
  for (const year_month_day& sunday : easter) {
    CAPTURE(static_cast<int>(sunday.year()));
    for (const int after : {-3, -2, 0, 1, 39, 49, 50})
      CHECK(is_public_holiday(year_month_day(sys_days(sunday) + days(after))));
    // Palm Sunday is a Sunday like others, Easter Eve a Saturday, Tuesday a working day.
    CHECK_FALSE(is_public_holiday(year_month_day(sys_days(sunday) - days(7))));
    CHECK(day_type(year_month_day(sys_days(sunday) - days(1))) == DayType::Saturday);
    CHECK(day_type(year_month_day(sys_days(sunday) + days(2))) == DayType::Workday);
  }
}

TEST_CASE("2026 has these public holidays in Norway and no others", "[core]") {
  std::vector<std::string> found;
  for (sys_days day(ymd(2026, 1, 1)); day < sys_days(ymd(2027, 1, 1)); day += days(1)) {
    const year_month_day date(day);
    if (!is_public_holiday(date)) continue;
    found.push_back(std::to_string(static_cast<unsigned>(date.month())) + "-" +
                    std::to_string(static_cast<unsigned>(date.day())));
  }
  CHECK(found == std::vector<std::string>{"1-1", "4-2", "4-3", "4-5", "4-6", "5-1", "5-14", "5-17",
                                          "5-24", "5-25", "12-25", "12-26"});
}

TEST_CASE("a public holiday is one, whatever the day of the week", "[core]") {
  CHECK(day_type(ymd(2026, 5, 17)) == DayType::Holiday);   // A Sunday.
  CHECK(day_type(ymd(2026, 12, 26)) == DayType::Holiday);  // A Saturday.
  CHECK(day_type(ymd(2026, 5, 16)) == DayType::Saturday);
  CHECK(day_type(ymd(2026, 5, 10)) == DayType::Sunday);
  CHECK(day_type(ymd(2026, 5, 18)) == DayType::Workday);
}

TEST_CASE("a window over midnight belongs to the day it began on", "[core]") {
  const DailyWindow friday_nights{22h, 6h, {DayType::Workday}};
  const auto at = [](unsigned day, minutes time) {
    return instant_of(local(ymd(2026, 6, day), time));
  };
  CHECK_FALSE(contains(friday_nights, at(5, 21h + 59min)));  // Friday.
  CHECK(contains(friday_nights, at(5, 22h)));
  CHECK(contains(friday_nights, at(6, 5h + 59min)));
  CHECK_FALSE(contains(friday_nights, at(6, 6h)));
  CHECK_FALSE(contains(friday_nights, at(6, 23h)));  // Saturday's own night.
  CHECK_FALSE(contains(friday_nights, at(8, 1h)));   // Monday, still Sunday's night.
  CHECK(contains(friday_nights, at(8, 22h)));
}

TEST_CASE("a window ends and begins where it says", "[core]") {
  const DailyWindow nights{22h, 6h, {}};
  const auto at = [](unsigned day, minutes time) {
    return instant_of(local(ymd(2026, 6, day), time));
  };
  CHECK(next_end(nights, at(5, 21h)) == at(6, 6h));
  CHECK(next_end(nights, at(6, 5h)) == at(6, 6h));
  CHECK(next_end(nights, at(6, 6h)) == at(7, 6h));  // Not the one that ends now.
  CHECK(beginning_of(nights, at(6, 6h)) == at(5, 22h));

  const DailyWindow afternoons{12h, 15h, {DayType::Sunday}};
  CHECK(next_end(afternoons, at(1, 9h)) == at(7, 15h));  // Monday to Sunday.
  CHECK(beginning_of(afternoons, at(7, 15h)) == at(7, 12h));
}

TEST_CASE("a night is an hour shorter in spring and an hour longer in autumn", "[core]") {
  const DailyWindow nights{22h, 6h, {}};
  const auto length = [&](year_month_day evening) {
    const Instant begins = instant_of(local(evening, 22h));
    return next_end(nights, begins) - begins;
  };
  CHECK(length(ymd(2026, 3, 27)) == 8h);
  CHECK(length(ymd(2026, 3, 28)) == 7h);
  CHECK(length(ymd(2026, 10, 24)) == 9h);
}

TEST_CASE("a window that ends when it begins is a whole day", "[core]") {
  const DailyWindow sundays{0min, 0min, {DayType::Sunday}};
  const auto at = [](unsigned day, minutes time) {
    return instant_of(local(ymd(2026, 6, day), time));
  };
  CHECK_FALSE(contains(sundays, at(7, 0min) - 1us));
  CHECK(contains(sundays, at(7, 0min)));
  CHECK(contains(sundays, at(7, 23h + 59min)));
  CHECK_FALSE(contains(sundays, at(8, 0min)));
  CHECK(next_end(sundays, at(7, 12h)) == at(8, 0min));

  const DailyWindow from_eight{8h, 8h, {DayType::Sunday}};
  CHECK_FALSE(contains(from_eight, at(7, 7h)));
  CHECK(contains(from_eight, at(8, 7h)));
  CHECK(next_end(from_eight, at(7, 12h)) == at(8, 8h));
  CHECK(beginning_of(from_eight, at(8, 8h)) == at(7, 8h));
}

TEST_CASE("no window means always", "[core]") {
  CHECK(contains(std::vector<DailyWindow>{}, utc(ymd(2026, 6, 1), 0min)));
}

}  // namespace
}  // namespace varde::core
