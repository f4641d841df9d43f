// From a value that a device sent to the state that it means: what adapters without a script are
// configured with. Thread safety: values and pure functions.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "broker/base/result.h"
#include "broker/core/signal.h"

namespace varde::adapters {

// A value of a message. Null: the device says that it has none.
struct Null {
  friend bool operator==(Null, Null) = default;
};
using Scalar = std::variant<Null, bool, double, std::string>;

// What a device reported last, by kind; only kinds that raise or end alarms matter.
using PreviousStates = std::map<core::SignalKind, core::SignalState>;

// The state for each value that may come, by the value as a word: `true`, `open`, `2`, `null`. A
// value that is not here is not understood. A number meets a word that is the same number.
struct ValueStates {
  std::map<std::string, core::SignalState> states;
};

// Active above `above` or below `below`; normal again below `clears_below` and above
// `clears_above`, which are the limits themselves where they are not given. In between the state is
// what it was. A null, and what is no finite number ("NaN" in a string too), is unknown.
struct Threshold {
  std::optional<double> above;
  std::optional<double> clears_below;  // At most `above`.
  std::optional<double> below;
  std::optional<double> clears_above;  // At least `below`.
};

using StateRule = std::variant<ValueStates, Threshold>;

inline constexpr std::size_t kStateWords = 64;       // Values of one ValueStates.
inline constexpr std::size_t kStateWordBytes = 128;  // Of one value.

// Why `rule` cannot be used; none if it can.
[[nodiscard]] std::optional<std::string> fault_of(const StateRule& rule);

// The state that `value` means. None: nothing can be said (between two limits, and before was
// neither active nor normal). Failure: the value is not understood; the reason is one line that
// names the value. `previous`: the last state of the kind; none: not known.
// REQUIRES: fault_of(rule) is none.
[[nodiscard]] Result<std::optional<core::SignalState>, core::DecodeFailure> state_of(
    const StateRule& rule, const Scalar& value, std::optional<core::SignalState> previous);

// True if `value` as a word is `word`: equal text, or equal numbers.
[[nodiscard]] bool is_word(const Scalar& value, std::string_view word);

// `value` as a number: a number, or a string that is one ("80.00"). None for anything else, also
// for what is not finite.
[[nodiscard]] std::optional<double> number_in(const Scalar& value);

// `value` for a failure's reason: shortened, printable ASCII, strings in quotes.
[[nodiscard]] std::string shown(const Scalar& value);

}  // namespace varde::adapters
