#include "tools/varde/sim/report.h"

#include <catch2/catch.hpp>
#include <numeric>

namespace varde::cli {

using namespace std::chrono_literals;

TEST_CASE("a percentile is the smallest value that so many do not exceed", "[sim]") {
  std::vector<std::chrono::microseconds> hundred;
  for (int i = 1; i <= 100; ++i) hundred.emplace_back(i);

  CHECK(percentile(hundred, 0.50) == 50us);
  CHECK(percentile(hundred, 0.95) == 95us);
  CHECK(percentile(hundred, 0.99) == 99us);
  CHECK(percentile(hundred, 1.00) == 100us);
  CHECK(percentile({7us}, 0.01) == 7us);
  CHECK(percentile({7us}, 0.99) == 7us);
}

TEST_CASE("a report says what was lost and how long presses took", "[sim]") {
  Totals totals;
  totals.acknowledged = 10;
  totals.stored = 7;

  const std::string text = report(totals, {1'500us, 2'000us}, 60s);

  CHECK(text.find("lost            3\n") != std::string::npos);
  CHECK(text.find("p50 1.5 ms") != std::string::npos);
  CHECK(text.find("max 2.0 ms") != std::string::npos);
}

TEST_CASE("a report without a console says that nothing was measured", "[sim]") {
  CHECK(report({}, {}, 60s).find("none measured") != std::string::npos);
}

TEST_CASE("a run in which everything arrived falls short of nothing", "[sim]") {
  Totals totals;
  totals.published = totals.acknowledged = totals.stored = 10;
  totals.presses = totals.presses_seen = 2;

  CHECK(shortfalls(totals, true).empty());
}

TEST_CASE("each thing that did not arrive is said in words", "[sim]") {
  Totals totals;
  totals.published = totals.acknowledged = totals.stored = 10;
  totals.presses = totals.presses_seen = 2;
  std::string expected;
  SECTION("nothing was sent at all") {
    totals = {};
    expected = "nothing was published";
  }
  SECTION("some were not acknowledged") {
    totals.acknowledged = totals.stored = 7;
    expected = "3 of 10 messages were never acknowledged";
  }
  SECTION("some were acknowledged and lost") {
    totals.stored = 9;
    expected = "1 messages were acknowledged and are not in the log";
  }
  SECTION("a press never reached the console") {
    totals.presses_seen = 1;
    expected = "1 of 2 presses were never seen on the console";
  }

  CHECK(shortfalls(totals, true) == std::vector<std::string>{expected});
}

TEST_CASE("presses are not missed where no console watches", "[sim]") {
  Totals totals;
  totals.published = totals.acknowledged = totals.stored = 10;
  totals.presses = 2;

  CHECK(shortfalls(totals, false).empty());
}

}  // namespace varde::cli
