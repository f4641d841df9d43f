// The declared rules as files: config/rules, which a duty manager writes. docs/guides/rules.md is
// the guide to them.
// Thread safety: call from any thread.
#pragma once

#include <filesystem>
#include <vector>

#include "broker/base/result.h"
#include "broker/core/ruleset.h"
#include "broker/policy/known.h"
#include "broker/yaml/config_error.h"

namespace varde::policy {

// All rules of the *.yaml in `folder`, in the order of the files' names and of each file, so that
// the order in which they are tried can be seen. Else everything that is wrong (at most
// kMostConfigErrors), by file and line, never empty. The version is the beginning of what
// `cat *.yaml | sha256sum` says there.
[[nodiscard]] Result<core::Ruleset, std::vector<yaml::ConfigError>> load_rules(
    const std::filesystem::path& folder, const Known& known = {});

}  // namespace varde::policy
