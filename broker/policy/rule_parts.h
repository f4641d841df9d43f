// The parts of one rule that have a file of their own. Inside broker/policy only.
#pragma once

#include "broker/core/ruleset.h"
#include "broker/policy/known.h"
#include "broker/policy/reading.h"

namespace varde::policy {

// `match:` of a rule. Municipalities, positions and devices must be in the register, where there is
// one to look at.
[[nodiscard]] core::Match read_match(YamlMap& rule, const Known& known, Problems& problems);

// The one key of a rule that says what has to happen: `threshold:` or another; without one the
// signal itself.
[[nodiscard]] core::RuleForm read_form(YamlMap& rule, const core::Match& match, Problems& problems);

// A problem if the register is known and has no such municipality.
void check_municipality(const Word& word, const Known& known, Problems& problems);

// The municipalities at `key`, checked.
[[nodiscard]] std::vector<MunicipalityId> municipalities_in(YamlMap& map, std::string_view key,
                                                            const Known& known, Problems& problems);

}  // namespace varde::policy
