// An option that is a time span: 90s, 15m, 24h or 7d.
#pragma once

#include <CLI/CLI.hpp>
#include <chrono>
#include <map>
#include <string>

namespace varde::cli {

// Sets `value`. REQUIRES: `value` outlives the parsing.
inline CLI::Option* add_time_option(CLI::App& command, const std::string& name,
                                    std::chrono::seconds& value, const std::string& help) {
  using Count = std::chrono::seconds::rep;
  return command
      .add_option_function<Count>(
          name, [&value](const Count& count) { value = std::chrono::seconds(count); }, help)
      ->transform(CLI::AsNumberWithUnit(
          std::map<std::string, Count>{{"s", 1}, {"m", 60}, {"h", 3'600}, {"d", 86'400}},
          CLI::AsNumberWithUnit::DEFAULT, "TIME"));
}

}  // namespace varde::cli
