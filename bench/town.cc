// Promise: in a power cut of a whole town, people who press their buttons are still seen at once.
// 10,000 hubs, each with an MQTT connection of its own, report lost mains within ten seconds; 20
// of the people beside them press their buttons meanwhile; three operators look on.
//
// Prints how long each press took to the top of each console, in milliseconds, with nothing else
// going on and in the power cut; the most rows on any console; and what is in the log.
//   varde_bench_town [--quick | ROUNDS]
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <string>
#include <vector>

#include "broker/app/file_limit.h"
#include "tests/support/town_power_cut.h"

namespace varde::bench {
namespace {

using test::PowerCutPlan;
using test::PowerCutReport;

// The value that this share of all is not above; of few values the greatest.
double percentile(std::vector<double> values, double share) {
  if (values.empty()) return 0;
  std::ranges::sort(values);
  const auto rank = static_cast<std::size_t>(std::ceil(share * static_cast<double>(values.size())));
  return values[std::max<std::size_t>(rank, 1) - 1];
}

void print(const std::string& name, const std::vector<double>& ms) {
  std::printf("  %-42s %9zu %9.1f %9.1f %9.1f\n", name.c_str(), ms.size(), percentile(ms, 0.5),
              percentile(ms, 0.99), percentile(ms, 1));
}

void print(int round, const PowerCutReport& report) {
  const std::string number = std::to_string(round);
  print(number + " idle, all hubs connected", report.idle_ms);
  print(number + " in the power cut", report.cut_ms);
  std::printf(
      "    hubs connected in %.1f s; the cut sent in %.1f s, on disk after %.1f s, one message "
      "after %.0f ms at most\n",
      report.connected_s, report.published_s, report.acknowledged_s, report.slowest_ack_ms);
  std::printf(
      "    rows on a console, calls left out: %zu at most, %zu in the end (%zu incidents over %zu "
      "alarms); with calls %zu at most\n",
      report.most.things, report.at_end.things, report.at_end.incidents, report.at_end.folded,
      report.most.all);
  std::printf(
      "    in the log: mains lost of %zu hubs, %zu alarms of it, %zu calls; a call below something "
      "else: %s\n",
      report.hubs_without_mains, report.mains_alarms, report.calls,
      report.call_was_below ? "YES" : "never");
  std::fflush(stdout);
}

void run(PowerCutPlan plan, int rounds) {
  app::raise_file_limit();
  std::printf("%zu hubs lose the mains within %lld ms, %zu people press, %zu consoles\n", plan.hubs,
              static_cast<long long>(plan.within.count()), plan.presses, plan.consoles);
  std::printf("  %-42s %9s %9s %9s %9s\n", "press to the top of a console", "presses", "p50 ms",
              "p99 ms", "max ms");
  std::vector<double> idle;
  std::vector<double> cut;
  for (int round = 1; round <= rounds; ++round) {
    plan.seed = static_cast<unsigned>(round);
    const PowerCutReport report = cut_power(plan);
    print(round, report);
    idle.insert(idle.end(), report.idle_ms.begin(), report.idle_ms.end());
    cut.insert(cut.end(), report.cut_ms.begin(), report.cut_ms.end());
  }
  if (rounds > 1) print("all rounds, idle", idle);
  if (rounds > 1) print("all rounds, in the power cut", cut);
  std::printf("  p99 in the power cut / p99 idle: %.1f; promised: 1,000 ms\n",
              percentile(cut, 0.99) / percentile(idle, 0.99));
}

}  // namespace
}  // namespace varde::bench

int main(int argc, char** argv) {
  const std::string argument = argc == 2 ? argv[1] : "";
  const bool quick = argument == "--quick";
  const int rounds = argument.empty() ? 3 : quick ? 1 : std::atoi(argument.c_str());
  if (argc > 2 || rounds < 1) {
    std::fprintf(stderr, "Usage: varde_bench_town [--quick | ROUNDS]\n");
    return 2;
  }
  varde::test::PowerCutPlan plan;
  if (quick) {
    plan.hubs = 1'000;
    plan.within = std::chrono::seconds(1);
  }
  try {
    varde::bench::run(plan, rounds);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "varde_bench_town: %s\n", error.what());
    return 1;
  }
}
