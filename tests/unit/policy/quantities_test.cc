#include "broker/policy/quantities.h"

#include <catch2/catch.hpp>
#include <string>

namespace varde::policy {
namespace {

using namespace std::chrono_literals;

}  // namespace

TEST_CASE("a length of time is whole numbers with their units", "[policy]") {
  const auto [text, length] = GENERATE(table<std::string, Duration>({
      {"45 s", 45s},
      {"10 min", 10min},
      {"10min", 10min},
      {"1 h 30 min", 90min},
      {"1 day", 24h},
      {"2 days", 48h},
      {"0 s", 0s},
      {"2 hours", 2h},
  }));
  CAPTURE(text);

  CHECK(parse_duration(text) == length);
}

TEST_CASE("what is no length of time is none", "[policy]") {
  const std::string text = GENERATE("", "10", "min", "10 mn", "-5 s", "1.5 h", "10 min later",
                                    "1000000 s", "5 s,", " 5 s");
  CAPTURE(text);

  CHECK_FALSE(parse_duration(text).has_value());
}

TEST_CASE("a length of time is said in the shortest way, which reads as the same", "[policy]") {
  const auto [length, text] = GENERATE(table<Duration, std::string>({
      {45s, "45 s"},
      {90s, "90 s"},
      {2min, "2 min"},
      {125s, "125 s"},
      {1h, "1 h"},
      {90min, "1 h 30 min"},
      {1h + 5s, "1 h 5 s"},
      {24h, "24 h"},
      {72h, "3 days"},
      {0s, "0 s"},
  }));

  CHECK(duration_text(length) == text);
  CHECK(parse_duration(text) == length);
}

TEST_CASE("a part of the day may end on the next, and 24:00 is its end", "[policy]") {
  const auto night = parse_time_span("22:00-06:00");
  const auto evening = parse_time_span("18:30 - 24:00");

  REQUIRE(night.has_value());
  CHECK(night->from == 22h);
  CHECK(night->to == 6h);
  REQUIRE(evening.has_value());
  CHECK(evening->from == 18h + 30min);
  CHECK(evening->to == 0min);
  CHECK(time_span_text(*night) == "22:00-06:00");
}

TEST_CASE("what is no part of the day is none", "[policy]") {
  const std::string text = GENERATE("", "22-06", "22:00", "22:00-", "25:00-26:00", "22:60-23:00",
                                    "24:00-06:00", "22:00-24:01", "22:0-23:00", "22:00-06:00h");
  CAPTURE(text);

  CHECK_FALSE(parse_time_span(text).has_value());
}

TEST_CASE("a date and time must be one that there is", "[policy]") {
  const auto time = parse_local_time("2026-01-05 08:00");

  REQUIRE(time.has_value());
  CHECK(time->date == std::chrono::year(2026) / 1 / 5);
  CHECK(time->time == 8h);
  CHECK(local_time_text(*time) == "2026-01-05 08:00");
  for (const char* text : {"2026-02-30 08:00", "2026-13-01 08:00", "2026-1-5 08:00", "2026-01-05",
                           "2026-01-05 24:00", "2026-01-05T08:00", "05.01.2026 08:00"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_local_time(text).has_value());
  }
}

TEST_CASE("a distance has its unit", "[policy]") {
  CHECK(parse_metres("400 m") == 400.0);
  CHECK(parse_metres("1.5 km") == 1500.0);
  for (const char* text : {"400", "m", "-3 m", "4 miles", "inf m", "4 m 5", ""}) {
    CAPTURE(text);
    CHECK_FALSE(parse_metres(text).has_value());
  }
}

}  // namespace varde::policy
