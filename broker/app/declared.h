// What the duty manager declares beside the configuration: rules and policies, each a folder of
// files (docs/guides/rules.md, docs/guides/policies.md). Read at start and again by
// `varde rules reload`.
// Thread safety: call from any thread.
#pragma once

#include <vector>

#include "broker/app/config.h"
#include "broker/base/result.h"
#include "broker/core/ruleset.h"
#include "broker/policy/known.h"
#include "broker/policy/policies_file.h"
#include "broker/yaml/config_error.h"

namespace varde::app {

// Empty where the configuration names no folder.
struct Declared {
  core::Ruleset rules;
  policy::LoadedPolicies policies;
};

// What its files may name. Points into `config`, which outlives the answer.
[[nodiscard]] policy::Known known_of(const Config& config);

// Everything that is wrong with the files of both folders, never empty, where anything is.
[[nodiscard]] Result<Declared, std::vector<yaml::ConfigError>> load_declared(const Config& config);

}  // namespace varde::app
