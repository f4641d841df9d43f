// One declared rule and one signal. Inside the core only.
#pragma once

#include "broker/core/draft.h"
#include "broker/core/rule_match.h"
#include "broker/core/ruleset.h"

namespace varde::core {

// How far a rule has to do with a signal.
enum class Bearing : std::uint8_t {
  None,
  Ends,     // It may end what the rule began; it begins nothing.
  Applies,  // It is the rule's to decide, unless an earlier one has decided.
};
[[nodiscard]] Bearing bearing_of(const AlarmRule& rule, const Heard& heard, Instant now);

// Lets the rule judge, as its form has it (rule_forms.h).
void judge_rule(Draft& draft, const AlarmRule& rule, const Heard& heard, bool applies);

// The rule of this name; none.
[[nodiscard]] const AlarmRule* find_rule(const Ruleset& rules, const RuleId& id);

}  // namespace varde::core
