#include "broker/outbound/utc_text.h"

#include <fmt/format.h>

#include <array>
#include <chrono>
#include <string_view>

#include "broker/core/local_time.h"

namespace varde::outbound {
namespace {

using std::chrono::days;

struct Parts {
  std::chrono::year_month_day date;
  std::chrono::hh_mm_ss<std::chrono::seconds> time;
  unsigned weekday;  // From Sunday, 0.
};

Parts parts_of(Instant at) {
  const auto second = std::chrono::floor<std::chrono::seconds>(at);
  const auto day = std::chrono::floor<days>(second);
  return {day, std::chrono::hh_mm_ss(second - day), std::chrono::weekday(day).c_encoding()};
}

}  // namespace

std::string utc_text(Instant at) {
  const Parts parts = parts_of(at);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", static_cast<int>(parts.date.year()),
                     static_cast<unsigned>(parts.date.month()),
                     static_cast<unsigned>(parts.date.day()), parts.time.hours().count(),
                     parts.time.minutes().count(), parts.time.seconds().count());
}

std::string local_text(Instant at) {
  const core::LocalTime local = core::local_time(at);
  return fmt::format("{:02}.{:02}.{:04} {:02}:{:02}", static_cast<unsigned>(local.date.day()),
                     static_cast<unsigned>(local.date.month()), static_cast<int>(local.date.year()),
                     local.time.count() / 60, local.time.count() % 60);
}

std::string mail_date(Instant at) {
  static constexpr std::array<std::string_view, 7> kDays{"Sun", "Mon", "Tue", "Wed",
                                                         "Thu", "Fri", "Sat"};
  static constexpr std::array<std::string_view, 12> kMonths{
      "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const Parts parts = parts_of(at);
  return fmt::format("{}, {:02} {} {:04} {:02}:{:02}:{:02} +0000", kDays.at(parts.weekday),
                     static_cast<unsigned>(parts.date.day()),
                     kMonths.at(static_cast<unsigned>(parts.date.month()) - 1),
                     static_cast<int>(parts.date.year()), parts.time.hours().count(),
                     parts.time.minutes().count(), parts.time.seconds().count());
}

}  // namespace varde::outbound
