// varde adapter test
#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <chrono>
#include <iostream>
#include <memory>

#include "adapters/host/adapter_check.h"
#include "tools/varde/adapter_commands.h"

namespace varde::cli {
namespace {

namespace fs = std::filesystem;

struct TestOptions {
  std::vector<fs::path> folders;
  fs::path adapters;
};

struct Count {
  std::size_t adapters = 0;
  std::size_t bad_adapters = 0;
  std::size_t fixtures = 0;
  std::size_t failed = 0;
};

std::string name_of(const adapters::AdapterReport& report) {
  if (report.adapter == nullptr) return fs::absolute(report.folder / "").parent_path().filename();
  return report.adapter->manifest.id + " " + report.adapter->manifest.version;
}

void test(const fs::path& folder, adapters::CodecRunner& runner, Count& count) {
  const auto started = std::chrono::steady_clock::now();
  const auto report = adapters::check_adapter(folder, runner);
  const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - started;
  const std::size_t fixtures = report.outcomes.size() + report.unreadable.size();
  std::cout << fmt::format("{:<30} {:>4} fixtures  {:>5.0f} ms  {}\n", name_of(report), fixtures,
                           took.count(), report.good() ? "ok" : "FAILED");
  for (const std::string& line : adapters::problems_of(report)) std::cout << "  " << line << "\n";
  std::cout.flush();
  ++count.adapters;
  if (!report.good()) ++count.bad_adapters;
  count.fixtures += fixtures;
  count.failed += report.failed() + report.unreadable.size();
}

int test_all(TestOptions options) {
  if (options.folders.empty()) options.folders.push_back(options.adapters);
  adapters::CodecRunner runner;
  Count count;
  for (const fs::path& given : options.folders) {
    for (const fs::path& folder : adapters_in(given)) test(folder, runner, count);
  }
  if (count.bad_adapters == 0) {
    std::cout << fmt::format("{} adapters, {} fixtures: all is well\n", count.adapters,
                             count.fixtures);
    return kDone;
  }
  std::cout << fmt::format("{} of {} adapters failed, {} of {} fixtures\n", count.bad_adapters,
                           count.adapters, count.failed, count.fixtures);
  return kNo;
}

}  // namespace

void add_adapter_test_command(CLI::App& group, Run& run) {
  CLI::App* const command = group.add_subcommand(
      "test", "Run the fixtures of adapters, as the broker does before it takes an adapter on");
  const auto options = std::make_shared<TestOptions>();
  command->add_option("DIR", options->folders,
                      "Adapters, or folders of adapters (default: all that are installed)");
  add_adapters_option(*command, options->adapters);
  command->footer(
      "Examples:\n  varde adapter test\n  varde adapter test ./my-sensor\n"
      "1 if a manifest is wrong, a fixture fails, or an alarm that a type claims is shown by "
      "none.");
  command->callback([options, &run] { run = [options] { return test_all(*options); }; });
}

}  // namespace varde::cli
