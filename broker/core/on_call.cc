#include "broker/core/on_call.h"

#include <algorithm>
#include <chrono>
#include <cstddef>

#include "broker/core/local_time.h"

namespace varde::core {
namespace {

using namespace std::chrono;

// Holidays of schedules that begin earlier are counted from here, so that counting stays short.
constexpr sys_days kHolidaysCountFrom{year(2000) / January / 1};

const Schedule::Override* override_at(const Schedule& schedule, Instant now) {
  const auto& all = schedule.overrides;
  const auto found = std::find_if(all.rbegin(), all.rend(), [&](const Schedule::Override& each) {
    return each.from <= now && now < each.to;
  });
  return found == all.rend() ? nullptr : &*found;
}

std::size_t holidays_between(sys_days from, sys_days to) {
  std::size_t count = 0;
  for (sys_days day = from; day < to; day += days(1)) {
    if (is_public_holiday(year_month_day(day))) count += 1;
  }
  return count;
}

// How many hand-overs there were since the first. REQUIRES: now is not before that.
std::size_t weeks_since(const LocalTime& begins, Instant now) {
  const year_month_day today = local_time(now).date;
  const auto days_since = (sys_days(today) - sys_days(begins.date)).count();
  const auto weeks = static_cast<std::size_t>(days_since / 7);
  // On the day of a hand-over the one before has it until the hour comes.
  const bool yet_to_come = days_since % 7 == 0 && now < instant_of({today, begins.time});
  return yet_to_come ? weeks - 1 : weeks;
}

}  // namespace

std::optional<PersonId> on_call(const Schedule& schedule, Instant now) {
  if (const auto* covering = override_at(schedule, now)) return covering->person;
  if (now < instant_of(schedule.begins)) return std::nullopt;
  const sys_days today(local_time(now).date);
  if (!schedule.holidays.empty() && is_public_holiday(year_month_day(today))) {
    const sys_days from = std::max(sys_days(schedule.begins.date), kHolidaysCountFrom);
    return schedule.holidays[holidays_between(from, today) % schedule.holidays.size()];
  }
  if (schedule.rotation.empty()) return std::nullopt;
  return schedule.rotation[weeks_since(schedule.begins, now) % schedule.rotation.size()];
}

}  // namespace varde::core
