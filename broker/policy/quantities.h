// Lengths of time, times of day, dates and distances as people write them, and back.
// Thread safety: pure functions.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "broker/base/instant.h"
#include "broker/core/local_time.h"

namespace varde::policy {

// "45 s", "10 min", "1 h 30 min", "2 days": whole numbers below a million, each with its unit, the
// blank before it left out or not.
[[nodiscard]] std::optional<Duration> parse_duration(std::string_view text);
// The shortest such text: "90 s", "10 min", "1 h 30 min".
[[nodiscard]] std::string duration_text(Duration duration);

// "22:00-06:00", without days. "24:00" may stand as the end.
[[nodiscard]] std::optional<core::DailyWindow> parse_time_span(std::string_view text);
[[nodiscard]] std::string time_span_text(const core::DailyWindow& window);

// "2026-01-05 08:00", local time.
[[nodiscard]] std::optional<core::LocalTime> parse_local_time(std::string_view text);
[[nodiscard]] std::string local_time_text(const core::LocalTime& time);

// "400 m", "1.5 km".
[[nodiscard]] std::optional<double> parse_metres(std::string_view text);
[[nodiscard]] std::string metres_text(double metres);

// "5", "-2.5": the shortest that reads as the same, without an exponent.
[[nodiscard]] std::string number_text(double number);

}  // namespace varde::policy
