// Who is told of an alarm, and who has to be on duty, as files: config/policies, which a duty
// manager writes. docs/guides/policies.md is the guide to them.
// Thread safety: call from any thread.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "broker/base/result.h"
#include "broker/core/event.h"
#include "broker/core/policies.h"
#include "broker/policy/known.h"
#include "broker/yaml/config_error.h"

namespace varde::policy {

// How often devices must be heard of, by their `type` in the register: for those that say nothing
// of it there, and whose adapter says nothing either.
struct SupervisionTable {
  std::map<std::string, core::SupervisionClocks> by_type;
  friend bool operator==(const SupervisionTable&, const SupervisionTable&) = default;
};

struct LoadedPolicies {
  core::Policies policies;
  SupervisionTable supervision;
};

// All that stands in the *.yaml of `folder`. Who is named in one file may be described in another.
// Else everything that is wrong (at most kMostConfigErrors), by file and line, never empty. The
// version is the beginning of what `cat *.yaml | sha256sum` says there.
[[nodiscard]] Result<LoadedPolicies, std::vector<yaml::ConfigError>> load_policies(
    const std::filesystem::path& folder, const Known& known = {});

}  // namespace varde::policy
