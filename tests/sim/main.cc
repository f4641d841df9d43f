// Simulates many seeds, on all processors, and says which failed and how. See --help.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <atomic>
#include <chrono>
#include <filesystem>
#include <iostream>
#include <mutex>
#include <thread>
#include <vector>

#include "broker/base/plant.h"
#include "tests/sim/simulation.h"
#include "tests/support/fault_report.h"
#include "tests/support/temp_dir.h"

namespace varde::test::sim {
namespace {

struct Sum {
  std::uint64_t seeds = 0;
  std::uint64_t failed = 0;
  std::uint64_t facts = 0;
  std::uint64_t acknowledged = 0;
  std::uint64_t crashes = 0;
  std::uint64_t effects = 0;
};

constexpr auto kProgressInterval = std::chrono::seconds(5);

class Runner {
 public:
  Runner(std::uint64_t first, std::uint64_t count, bool twice)
      : next_(first), end_(first + count), count_(count), twice_(twice) {}

  Sum run() {
    std::vector<std::thread> workers;
    // Twice the processors: a log that opens or closes waits for its own threads.
    const unsigned wanted = 2 * std::max(1U, std::thread::hardware_concurrency());
    for (unsigned i = 0; i < wanted; ++i) workers.emplace_back([this] { work(); });
    for (std::thread& worker : workers) worker.join();
    return sum_;
  }

 private:
  void work() {
    const TempDir folder(memory_folder());
    while (true) {
      const std::uint64_t seed = next_++;
      if (seed >= end_) return;
      Outcome outcome = simulate(seed, folder.path() / "disk");
      if (twice_ && simulate(seed, folder.path() / "disk").facts_sha256 != outcome.facts_sha256)
        outcome.violations.emplace_back("the same seed did not go the same way");
      take(seed, outcome);
    }
  }

  void take(std::uint64_t seed, const Outcome& outcome) {
    const std::lock_guard lock(mutex_);
    sum_.seeds += 1;
    sum_.facts += outcome.facts;
    sum_.acknowledged += outcome.acknowledged;
    sum_.crashes += outcome.crashes;
    sum_.effects += outcome.effects;
    if (!outcome.violations.empty()) {
      sum_.failed += 1;
      std::cout << "seed " << seed << " failed:\n";
      for (const std::string& what : outcome.violations) std::cout << "  " << what << "\n";
      std::cout << "  again: simulation --seed " << seed << "\n" << std::flush;
    }
    const auto now = std::chrono::steady_clock::now();
    if (now - told_at_ < kProgressInterval) return;
    told_at_ = now;
    std::cerr << sum_.seeds << " of " << count_ << " seeds, " << sum_.failed << " failed\n";
  }

  std::atomic<std::uint64_t> next_;
  const std::uint64_t end_;
  const std::uint64_t count_;
  const bool twice_;
  std::mutex mutex_;  // Guards the two below.
  Sum sum_;
  std::chrono::steady_clock::time_point told_at_ = std::chrono::steady_clock::now();
};

#ifdef VARDE_PLANTED
// For each planted mistake the first seed that finds it.
int find_planted(std::uint64_t first, std::uint64_t seeds) {
  int missed = 0;
  for (auto i = 1; i <= static_cast<int>(kLastPlant); ++i) {
    planted_mistake = static_cast<Plant>(i);
    const TempDir folder(memory_folder());
    std::uint64_t seed = first;
    std::string found;
    for (; seed < first + seeds && found.empty(); ++seed) {
      const Outcome outcome = simulate(seed, folder.path() / "disk");
      if (!outcome.violations.empty()) found = outcome.violations.front();
    }
    std::cout << "mistake " << i << ": "
              << (found.empty() ? "NOT FOUND" : "found by seed " + std::to_string(seed - 1) + ": ")
              << found << "\n";
    if (found.empty()) ++missed;
  }
  return missed == 0 ? 0 : 1;
}
#endif

}  // namespace
}  // namespace varde::test::sim

#ifdef VARDE_PLANTED
varde::Plant varde::planted_mistake = varde::Plant::None;
#endif

int main(int argc, char** argv) {
  using namespace varde::test::sim;
  CLI::App app(
      "Simulates a broker with its devices, operators, network and disk, and everything that can "
      "go "
      "wrong with them: one run for each seed. Exit code 1 if what must hold did not.",
      "simulation");
  std::uint64_t seeds = 100;
  std::uint64_t first = 1;
  bool twice = false;
  app.add_option("--seeds", seeds, "How many")->capture_default_str();
  auto* one = app.add_option("--seed", first, "The first of them; without --seeds, that one only");
  app.add_flag("--twice", twice, "Run each seed twice, and check that it goes the same way");
  app.footer("Example: simulation --seeds 2000\n         simulation --seed 4711");
#ifdef VARDE_PLANTED
  bool planted_only = false;
  app.add_flag("--planted", planted_only,
               "Make each of the planted mistakes in turn: exit code 1 if one is not found");
#endif
  CLI11_PARSE(app, argc, argv);
#ifdef VARDE_PLANTED
  if (planted_only) return find_planted(first, seeds);
#endif
  if (one->count() > 0 && app.count("--seeds") == 0) seeds = 1;
  const Sum sum = Runner(first, seeds, twice).run();
  std::cout << sum.seeds << " seeds: " << sum.failed << " failed; " << sum.facts << " facts, "
            << sum.acknowledged << " acknowledged, " << sum.crashes << " crashes, " << sum.effects
            << " effects\n";
  return sum.failed == 0 ? 0 : 1;
}
