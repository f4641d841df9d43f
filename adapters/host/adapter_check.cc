#include "adapters/host/adapter_check.h"

#include <algorithm>

#include "adapters/host/coverage.h"

namespace varde::adapters {

bool AdapterReport::good() const {
  return adapter != nullptr && cannot_load.empty() && unreadable.empty() && missing.empty() &&
         failed() == 0;
}

std::size_t AdapterReport::failed() const {
  return static_cast<std::size_t>(std::ranges::count_if(
      outcomes, [](const FixtureOutcome& outcome) { return !outcome.passed(); }));
}

AdapterReport check_adapter(const std::filesystem::path& folder, CodecRunner& runner) {
  AdapterReport report;
  report.folder = folder;
  auto loaded = load_adapter(folder);
  if (!loaded) {
    report.errors = std::move(loaded).error();
    return report;
  }
  report.adapter = *std::move(loaded);
  if (report.adapter->codec != nullptr) {
    if (const auto ready = runner.load(report.adapter->codec); !ready) {
      report.cannot_load = ready.error().reason;
      return report;
    }
  }
  Fixtures fixtures = read_fixtures(folder / "fixtures");
  report.unreadable = std::move(fixtures.bad);
  for (const Fixture& fixture : fixtures.good) {
    report.outcomes.push_back(run_fixture(*report.adapter, fixture, runner));
  }
  report.missing = missing_coverage(report.adapter->manifest, fixtures.good);
  return report;
}

std::vector<std::string> problems_of(const AdapterReport& report) {
  std::vector<std::string> lines;
  for (const yaml::ConfigError& error : report.errors) lines.push_back(yaml::describe(error));
  if (!report.cannot_load.empty()) lines.push_back("cannot be loaded: " + report.cannot_load);
  for (const FixtureError& error : report.unreadable) {
    lines.push_back("fixtures/" + error.file + ": is no fixture: " + error.reason);
  }
  for (const FixtureOutcome& outcome : report.outcomes) {
    if (outcome.passed()) continue;
    lines.push_back("fixtures/" + outcome.file + ": " + outcome.name);
    for (const std::string& difference : outcome.differences) lines.push_back("  " + difference);
  }
  for (const std::string& missing : report.missing) lines.push_back(missing);
  return lines;
}

}  // namespace varde::adapters
