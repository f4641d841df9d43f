// Rules and policies as text again, in the words of their files: for whoever asks why.
// Thread safety: pure functions.
#pragma once

#include <string>

#include "broker/core/policies.h"
#include "broker/core/ruleset.h"

namespace varde::policy {

// Lines as they could stand in a file, without a newline at the end.
[[nodiscard]] std::string text_of(const core::AlarmRule& rule);
[[nodiscard]] std::string text_of(const core::Combination& combination);

// One line: "after 90 s: on_call, schedule night".
[[nodiscard]] std::string text_of(const core::EscalationStep& step);

}  // namespace varde::policy
