// A power cut in a whole town, with everything real. How fast the calls are on the consoles is
// measured by bench/town.cc: no test looks at a stopwatch.
#include <catch2/catch.hpp>

#include "broker/app/file_limit.h"
#include "tests/support/town_power_cut.h"

namespace varde::test {
namespace {

// What an operator can look over (docs/reference/limits.md, incidents and floods).
constexpr std::size_t kRows = 10;

TEST_CASE("when the power goes in a town, calls stand above all else and the outage is a few rows",
          "[town]") {
  app::raise_file_limit();
  PowerCutPlan plan;

  const PowerCutReport report = cut_power(plan);

  CHECK(report.hubs_without_mains == plan.hubs);
  CHECK(report.mains_alarms == plan.hubs);
  CHECK(report.calls == plan.presses);
  CHECK(report.cut_ms.size() == plan.presses * plan.consoles);
  CHECK_FALSE(report.call_was_below);
  CHECK(report.most.things <= kRows);
  CHECK(report.at_end.all == report.at_end.things + plan.presses);
  CHECK(report.at_end.things - report.at_end.incidents + report.at_end.folded == plan.hubs);
  CHECK(report.asked.all == report.at_end.all);
  CHECK(report.asked.folded == report.at_end.folded);
}

}  // namespace
}  // namespace varde::test
