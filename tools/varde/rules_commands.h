// The commands of the group `varde rules`, and what they share.
#pragma once

#include <filesystem>

#include "broker/app/config.h"
#include "broker/core/ruleset.h"
#include "broker/policy/known.h"
#include "tools/varde/command.h"

namespace varde::cli {

void add_rules_check_command(CLI::App& group, Run& run);
void add_rules_test_command(CLI::App& group, Run& run);
void add_rules_explain_command(CLI::App& group, Run& run);
void add_rules_replay_command(CLI::App& group, Run& run);
void add_rules_reload_command(CLI::App& group, Run& run);

// The rules in `folder`. CannotError with everything that is wrong with them.
[[nodiscard]] core::Ruleset rules_in(const std::filesystem::path& folder,
                                     const policy::Known& known = {});

}  // namespace varde::cli
