// Local times and parts of the day, in rules and policies alike.
#include <chrono>

#include "broker/wire/values.h"

namespace varde::wire {
namespace {

constexpr std::uint32_t kMinutesPerDay = 24 * 60;

std::chrono::minutes read_minutes(std::uint32_t minutes, std::string_view field, Check& check) {
  if (minutes > kMinutesPerDay) check.wrong(field, " is beyond a day");
  return std::chrono::minutes(minutes);
}

std::uint32_t stored(std::chrono::minutes minutes) {
  return static_cast<std::uint32_t>(minutes.count());
}

}  // namespace

void to_proto(const core::LocalTime& time, v1::LocalTime& out) {
  out.set_year(static_cast<int>(time.date.year()));
  out.set_month(static_cast<unsigned>(time.date.month()));
  out.set_day(static_cast<unsigned>(time.date.day()));
  out.set_minutes(stored(time.time));
}

core::LocalTime read(const v1::LocalTime& in, Check& check) {
  core::LocalTime out;
  out.date = std::chrono::year_month_day(
      std::chrono::year(in.year()), std::chrono::month(in.month()), std::chrono::day(in.day()));
  if (in.month() > 12 || in.day() > 31 || !out.date.ok()) check.wrong("local_time", " is no date");
  out.time = read_minutes(in.minutes(), "local_time.minutes", check);
  return out;
}

void to_proto(const core::DailyWindow& window, v1::DailyWindow& out) {
  out.set_from_minutes(stored(window.from));
  out.set_to_minutes(stored(window.to));
  to_proto(window.days, *out.mutable_days());
}

core::DailyWindow read(const v1::DailyWindow& in, Check& check) {
  return {read_minutes(in.from_minutes(), "window.from_minutes", check),
          read_minutes(in.to_minutes(), "window.to_minutes", check),
          read_codes<core::DayType>(in.days(), "window.days", check)};
}

void to_proto(const std::vector<core::DailyWindow>& windows, StoredWindows& out) {
  for (const auto& window : windows) to_proto(window, *out.Add());
}

std::vector<core::DailyWindow> read(const StoredWindows& in, Check& check) {
  std::vector<core::DailyWindow> out;
  for (const auto& window : in) out.push_back(read(window, check));
  return out;
}

}  // namespace varde::wire
