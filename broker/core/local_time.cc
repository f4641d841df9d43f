#include "broker/core/local_time.h"

#include <algorithm>

namespace varde::core {
namespace {

using namespace std::chrono;

constexpr hours kStandard{1};  // Central European Time is UTC+1.
constexpr hours kSummer{2};

Instant last_sunday_at_one(year y, month m) { return sys_days(y / m / Sunday[last]) + hours(1); }

hours offset_at(Instant at) {
  const year y = year_month_day(floor<days>(at)).year();
  const bool summer = at >= last_sunday_at_one(y, March) && at < last_sunday_at_one(y, October);
  return summer ? kSummer : kStandard;
}

// Easter Sunday of the Gregorian calendar (the algorithm of Meeus, Jones and Butcher).
sys_days easter(year y) {
  const int a = static_cast<int>(y) % 19;
  const int b = static_cast<int>(y) / 100;
  const int c = static_cast<int>(y) % 100;
  const int d = (19 * a + b - b / 4 - (b - (b + 8) / 25 + 1) / 3 + 15) % 30;
  const int e = (32 + 2 * (b % 4) + 2 * (c / 4) - d - c % 4) % 7;
  const int f = d + e - 7 * ((a + 11 * d + 22 * e) / 451) + 114;
  return sys_days(y / (f / 31) / (f % 31 + 1));
}

bool is_of(const DailyWindow& window, sys_days date) {
  return window.days.empty() ||
         std::ranges::find(window.days, day_type(year_month_day(date))) != window.days.end();
}

Instant end_of(const DailyWindow& window, sys_days began) {
  const sys_days ends = window.to > window.from ? began : began + days(1);
  return instant_of({year_month_day(ends), window.to});
}

}  // namespace

LocalTime local_time(Instant at) {
  const auto wall = floor<minutes>(at + offset_at(at));
  const auto date = floor<days>(wall);
  return {year_month_day(date), duration_cast<minutes>(wall - date)};
}

Instant instant_of(const LocalTime& local) {
  const Instant wall = sys_days(local.date) + local.time;
  if (local_time(wall - kSummer) == local) return wall - kSummer;
  return wall - kStandard;  // Also of a time that was skipped: it is an hour later by the clock.
}

bool is_public_holiday(year_month_day date) {
  const month_day day(date.month(), date.day());
  if (day == January / 1 || day == May / 1 || day == May / 17 || day == December / 25 ||
      day == December / 26)
    return true;
  // From Easter Sunday: Maundy Thursday, Good Friday, both Easter days, Ascension, both Whitsun
  // days.
  constexpr int kMovable[] = {-3, -2, 0, 1, 39, 49, 50};
  const auto after = (sys_days(date) - easter(date.year())).count();
  return std::ranges::find(kMovable, after) != std::end(kMovable);
}

DayType day_type(year_month_day date) {
  if (is_public_holiday(date)) return DayType::Holiday;
  const weekday day(sys_days{date});
  if (day == Saturday) return DayType::Saturday;
  return day == Sunday ? DayType::Sunday : DayType::Workday;
}

bool contains(const DailyWindow& window, Instant at) {
  const LocalTime local = local_time(at);
  const sys_days today(local.date);
  const bool over_midnight = window.to <= window.from;  // A whole day from some hour is, too.
  if (local.time >= window.from && (over_midnight || local.time < window.to))
    return is_of(window, today);
  return over_midnight && local.time < window.to && is_of(window, today - days(1));
}

bool contains(const std::vector<DailyWindow>& windows, Instant at) {
  return windows.empty() || std::ranges::any_of(windows, [&](const DailyWindow& window) {
           return contains(window, at);
         });
}

Instant next_end(const DailyWindow& window, Instant at) {
  // A window that began yesterday may yet end today. A year holds every kind of day.
  const sys_days today(local_time(at).date);
  for (sys_days began = today - days(1); began < today + days(366); began += days(1)) {
    const Instant end = end_of(window, began);
    if (is_of(window, began) && end > at) return end;
  }
  return Instant::max();
}

Instant beginning_of(const DailyWindow& window, Instant end) {
  const LocalTime local = local_time(end);
  const sys_days date(local.date);
  const sys_days began = window.to > window.from ? date : date - days(1);
  return instant_of({year_month_day(began), window.from});
}

}  // namespace varde::core
