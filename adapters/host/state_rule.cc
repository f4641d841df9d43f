#include "adapters/host/state_rule.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <system_error>

#include "adapters/host/canonical_limits.h"
#include "broker/base/overload.h"

namespace varde::adapters {
namespace {

using core::DecodeFailure;
using core::DecodeFailureKind;
using core::SignalState;

constexpr std::size_t kShownBytes = 64;

// The number that the whole of `text` is; it may be "nan" or "inf".
std::optional<double> parse_number(std::string_view text) {
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

std::optional<double> any_number_in(const Scalar& value) {
  if (const auto* number = std::get_if<double>(&value)) return *number;
  if (const auto* text = std::get_if<std::string>(&value)) return parse_number(*text);
  return std::nullopt;
}

std::string digits(double number) {
  std::array<char, 32> text{};
  const auto [end, error] = std::to_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() ? std::string(text.data(), end) : "?";
}

Result<std::optional<SignalState>, DecodeFailure> by_word(const ValueStates& rule,
                                                          const Scalar& value) {
  const auto found = std::ranges::find_if(
      rule.states, [&](const auto& entry) { return is_word(value, entry.first); });
  if (found != rule.states.end()) return std::optional(found->second);
  return DecodeFailure{DecodeFailureKind::Malformed, "no state is given for " + shown(value)};
}

bool is_normal(const Threshold& rule, double number) {
  const bool low_enough =
      !rule.above || (rule.clears_below ? number < *rule.clears_below : number <= *rule.above);
  const bool high_enough =
      !rule.below || (rule.clears_above ? number > *rule.clears_above : number >= *rule.below);
  return low_enough && high_enough;
}

Result<std::optional<SignalState>, DecodeFailure> by_number(const Threshold& rule,
                                                            const Scalar& value,
                                                            std::optional<SignalState> previous) {
  if (std::holds_alternative<Null>(value)) return std::optional(SignalState::Unknown);
  const std::optional<double> number = any_number_in(value);
  if (!number) return DecodeFailure{DecodeFailureKind::Malformed, shown(value) + " is no number"};
  if (!std::isfinite(*number)) return std::optional(SignalState::Unknown);
  if ((rule.above && *number > *rule.above) || (rule.below && *number < *rule.below)) {
    return std::optional(SignalState::Active);
  }
  if (is_normal(rule, *number)) return std::optional(SignalState::Normal);
  if (previous == SignalState::Active || previous == SignalState::Unspecified) {
    return std::optional(SignalState::Active);
  }
  if (previous == SignalState::Normal) return std::optional(SignalState::Normal);
  return std::optional<SignalState>();
}

std::optional<std::string> fault_in(const ValueStates& rule) {
  if (rule.states.empty()) return "values: none is given";
  if (rule.states.size() > kStateWords) {
    return "values: more than " + std::to_string(kStateWords);
  }
  for (const auto& [word, state] : rule.states) {
    if (word.size() > kStateWordBytes) {
      return "values: one is longer than " + std::to_string(kStateWordBytes) + " bytes";
    }
    if (state == SignalState::Unspecified) return "values: \"" + word + "\" has no state";
  }
  return std::nullopt;
}

std::optional<std::string> fault_in(const Threshold& rule) {
  for (const auto& limit : {rule.above, rule.clears_below, rule.below, rule.clears_above}) {
    if (limit && !std::isfinite(*limit)) return "a limit is no finite number";
  }
  if (!rule.above && !rule.below) return "neither above nor below is given";
  if (rule.clears_below && !rule.above) return "clears_below is given without above";
  if (rule.clears_above && !rule.below) return "clears_above is given without below";
  if (rule.clears_below && *rule.clears_below > *rule.above) {
    return "clears_below lies over above";
  }
  if (rule.clears_above && *rule.clears_above < *rule.below) {
    return "clears_above lies under below";
  }
  if (rule.above && rule.below) {
    const double low = rule.clears_above.value_or(*rule.below);
    const double high = rule.clears_below.value_or(*rule.above);
    if (low >= high) return "above and below leave nothing that is normal";
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::string> fault_of(const StateRule& rule) {
  return std::visit([](const auto& alternative) { return fault_in(alternative); }, rule);
}

Result<std::optional<SignalState>, DecodeFailure> state_of(const StateRule& rule,
                                                           const Scalar& value,
                                                           std::optional<SignalState> previous) {
  return std::visit(
      Overload{[&](const ValueStates& states) { return by_word(states, value); },
               [&](const Threshold& limits) { return by_number(limits, value, previous); }},
      rule);
}

bool is_word(const Scalar& value, std::string_view word) {
  return std::visit(Overload{[&](Null) { return word == "null"; },
                             [&](bool flag) { return word == (flag ? "true" : "false"); },
                             [&](double number) { return parse_number(word) == number; },
                             [&](const std::string& text) { return text == word; }},
                    value);
}

std::optional<double> number_in(const Scalar& value) {
  const std::optional<double> number = any_number_in(value);
  return number && std::isfinite(*number) ? number : std::nullopt;
}

std::string shown(const Scalar& value) {
  return std::visit(Overload{[](Null) { return std::string("null"); },
                             [](bool flag) { return std::string(flag ? "true" : "false"); },
                             [](double number) { return digits(number); },
                             [](const std::string& text) {
                               const bool cut = text.size() > kShownBytes;
                               return '"' + one_line(text.substr(0, kShownBytes)) +
                                      (cut ? "...\"" : "\"");
                             }},
                    value);
}

}  // namespace varde::adapters
