// Tries rules with situations that a duty manager wrote down: signals at times, and the alarms that
// should be there then. docs/guides/rules.md shows the file.
// Thread safety: call from any thread.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "broker/base/result.h"
#include "broker/core/ruleset.h"
#include "broker/yaml/config_error.h"

namespace varde::cli {

struct TrialOutcome {
  std::string name;
  std::string failure;  // What was expected and what was there; empty: as expected.
};

// Runs the situations of `file` one by one, each from an empty core with the file's register and
// `rules`, in simulated time. Else everything that is wrong with the file.
[[nodiscard]] Result<std::vector<TrialOutcome>, std::vector<yaml::ConfigError>> run_trials(
    const std::filesystem::path& file, const core::Ruleset& rules);

}  // namespace varde::cli
