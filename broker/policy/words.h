// The words of the rules' and policies' files: "temperature", "next_operator". They are those of
// the whole of Varde (broker/wire/names.h), without that for "not given".
// Thread safety: pure functions.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "broker/core/vocabulary.h"

namespace varde::policy {

// `Enum` is SignalKind, AlarmType, Priority, DayType, StepKind or Channel of the core.

// The value that `word` names; none if it names none.
template <class Enum>
[[nodiscard]] std::optional<Enum> parse_word(std::string_view word);

// Empty for a number that is no word.
template <class Enum>
[[nodiscard]] std::string_view word_of(Enum value);

// All of them, in the order of the vocabulary.
template <class Enum>
[[nodiscard]] const std::vector<std::string_view>& all_words();

}  // namespace varde::policy
