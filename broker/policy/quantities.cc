#include "broker/policy/quantities.h"

#include <array>
#include <charconv>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <cstdio>

namespace varde::policy {
namespace {

using namespace std::chrono_literals;

struct Unit {
  std::string_view word;
  Duration length;
};
constexpr std::array kUnits{
    Unit{"s", 1s},     Unit{"sec", 1s},      Unit{"second", 1s},    Unit{"seconds", 1s},
    Unit{"min", 1min}, Unit{"minute", 1min}, Unit{"minutes", 1min}, Unit{"h", 1h},
    Unit{"hour", 1h},  Unit{"hours", 1h},    Unit{"day", 24h},      Unit{"days", 24h},
};
constexpr std::int64_t kMostOfAUnit = 999'999;

// Reads text from left to right.
class Cursor {
 public:
  explicit Cursor(std::string_view text) : text_(text) {}

  [[nodiscard]] bool at_end() const { return text_.empty(); }
  void skip_blanks() {
    while (!text_.empty() && text_.front() == ' ') text_.remove_prefix(1);
  }
  bool skip(char wanted) {
    if (text_.empty() || text_.front() != wanted) return false;
    text_.remove_prefix(1);
    return true;
  }
  // A whole number without a sign, of at most `digits` digits.
  std::optional<std::int64_t> number(std::size_t digits) {
    std::size_t length = 0;
    std::int64_t value = 0;
    while (length < text_.size() && text_[length] >= '0' && text_[length] <= '9') {
      if (length == digits) return std::nullopt;
      value = value * 10 + (text_[length] - '0');
      ++length;
    }
    if (length == 0) return std::nullopt;
    text_.remove_prefix(length);
    return value;
  }
  // Exactly so many digits.
  std::optional<std::int64_t> digits(std::size_t count) {
    const std::size_t before = text_.size();
    const auto value = number(count);
    if (!value || before - text_.size() != count) return std::nullopt;
    return value;
  }
  std::string_view letters() {
    std::size_t length = 0;
    while (length < text_.size() && text_[length] >= 'a' && text_[length] <= 'z') ++length;
    const std::string_view word = text_.substr(0, length);
    text_.remove_prefix(length);
    return word;
  }

 private:
  std::string_view text_;
};

std::optional<Duration> unit_of(std::string_view word) {
  for (const Unit& unit : kUnits) {
    if (unit.word == word) return unit.length;
  }
  return std::nullopt;
}

// "08:00", as minutes since midnight; at most 24:00.
std::optional<std::chrono::minutes> time_of_day(Cursor& cursor) {
  const auto hours = cursor.number(2);
  if (!hours || !cursor.skip(':')) return std::nullopt;
  const auto minutes = cursor.digits(2);
  if (!minutes || *minutes > 59) return std::nullopt;
  const auto time = std::chrono::hours(*hours) + std::chrono::minutes(*minutes);
  if (time > 24h) return std::nullopt;
  return time;
}

std::string time_text(std::chrono::minutes time) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%02d:%02d", static_cast<int>(time.count() / 60),
                static_cast<int>(time.count() % 60));
  return text.data();
}

}  // namespace

std::optional<Duration> parse_duration(std::string_view text) {
  Cursor cursor(text);
  Duration sum{0};
  do {
    const auto count = cursor.number(6);
    if (!count || *count > kMostOfAUnit) return std::nullopt;
    cursor.skip_blanks();
    const auto unit = unit_of(cursor.letters());
    if (!unit) return std::nullopt;
    sum += *unit * *count;
    cursor.skip_blanks();
  } while (!cursor.at_end());
  return sum;
}

std::string duration_text(Duration duration) {
  const auto count_of = [](Duration length, Duration unit) {
    return std::to_string(length / unit);
  };
  if (duration >= 48h && duration % 24h == 0s) return count_of(duration, 24h) + " days";
  if (duration < 120s || (duration < 1h && duration % 1min != 0s)) {
    return count_of(duration, 1s) + " s";
  }
  if (duration < 1h) return count_of(duration, 1min) + " min";
  std::string text = count_of(duration, 1h) + " h";
  if (duration % 1h >= 1min) text += " " + count_of(duration % 1h, 1min) + " min";
  if (duration % 1min >= 1s) text += " " + count_of(duration % 1min, 1s) + " s";
  return text;
}

std::optional<core::DailyWindow> parse_time_span(std::string_view text) {
  Cursor cursor(text);
  const auto from = time_of_day(cursor);
  cursor.skip_blanks();
  if (!from || *from == 24h || !cursor.skip('-')) return std::nullopt;
  cursor.skip_blanks();
  const auto to = time_of_day(cursor);
  if (!to || !cursor.at_end()) return std::nullopt;
  return core::DailyWindow{*from, *to == 24h ? 0min : *to, {}};
}

std::string time_span_text(const core::DailyWindow& window) {
  return time_text(window.from) + "-" + time_text(window.to);
}

std::optional<core::LocalTime> parse_local_time(std::string_view text) {
  Cursor cursor(text);
  const auto year = cursor.digits(4);
  if (!year || !cursor.skip('-')) return std::nullopt;
  const auto month = cursor.digits(2);
  if (!month || !cursor.skip('-')) return std::nullopt;
  const auto day = cursor.digits(2);
  if (!day || !cursor.skip(' ')) return std::nullopt;
  const auto time = time_of_day(cursor);
  if (!time || *time == 24h || !cursor.at_end()) return std::nullopt;
  const std::chrono::year_month_day date(std::chrono::year(static_cast<int>(*year)),
                                         std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day)));
  if (!date.ok()) return std::nullopt;
  return core::LocalTime{date, *time};
}

std::string local_time_text(const core::LocalTime& time) {
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), "%04d-%02u-%02u ", static_cast<int>(time.date.year()),
                static_cast<unsigned>(time.date.month()), static_cast<unsigned>(time.date.day()));
  return text.data() + time_text(time.time);
}

std::optional<double> parse_metres(std::string_view text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || !std::isfinite(value) || value < 0) return std::nullopt;
  Cursor cursor(std::string_view(end, static_cast<std::size_t>(text.data() + text.size() - end)));
  cursor.skip_blanks();
  const std::string_view unit = cursor.letters();
  if (!cursor.at_end()) return std::nullopt;
  if (unit == "m") return value;
  if (unit == "km") return value * 1'000;
  return std::nullopt;
}

std::string number_text(double number) {
  std::array<char, 400> text{};  // A double has at most 309 digits before its point.
  const auto [end, error] =
      std::to_chars(text.data(), text.data() + text.size(), number, std::chars_format::fixed);
  return error == std::errc() ? std::string(text.data(), end) : std::string("?");
}

std::string metres_text(double metres) { return number_text(metres) + " m"; }

}  // namespace varde::policy
