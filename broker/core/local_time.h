// Local time, as rules and schedules mean it: Norway's (Europe/Oslo). Central European Time with
// summer time from the last Sunday of March to the last of October, both at 01:00 UTC, as
// Directive 2000/84/EC has it.
#pragma once

#include <chrono>
#include <cstdint>
#include <vector>

#include "broker/base/instant.h"
#include "broker/core/vocabulary.h"

namespace varde::core {

struct LocalTime {
  std::chrono::year_month_day date;
  std::chrono::minutes time{0};  // Since midnight by the clock on the wall, below 24 h.
  friend bool operator==(const LocalTime&, const LocalTime&) = default;
};

[[nodiscard]] LocalTime local_time(Instant at);

// The instant of a local date and time. A time that a clock skips in spring is taken an hour later;
// of one that comes twice in autumn, the first.
[[nodiscard]] Instant instant_of(const LocalTime& local);

// True for Norway's public holidays (1 January, Easter's, 1 and 17 May, Ascension, Whitsun,
// Christmas).
[[nodiscard]] bool is_public_holiday(std::chrono::year_month_day date);

[[nodiscard]] DayType day_type(std::chrono::year_month_day date);

// A part of the day: from inclusive to exclusive; `to` not after `from` ends on the next day, and
// belongs to the day it began on. `from` == `to`: the whole day.
struct DailyWindow {
  std::chrono::minutes from{0};
  std::chrono::minutes to{0};
  std::vector<DayType> days;  // Empty: every day.
  friend bool operator==(const DailyWindow&, const DailyWindow&) = default;
};

[[nodiscard]] bool contains(const DailyWindow& window, Instant at);

// True if one of them does, or there is none.
[[nodiscard]] bool contains(const std::vector<DailyWindow>& windows, Instant at);

// The next end of the window after `at` (exclusive), of one that has begun or is yet to begin.
[[nodiscard]] Instant next_end(const DailyWindow& window, Instant at);

// When the window that ends at `end` began.
[[nodiscard]] Instant beginning_of(const DailyWindow& window, Instant end);

}  // namespace varde::core
