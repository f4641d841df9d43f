#include "adapters/host/map_rules.h"

#include <string_view>

#include "adapters/host/canonical_limits.h"

namespace varde::adapters {
namespace {

using Fault = std::optional<std::string>;

constexpr std::size_t kMapWords = 64;

// Boost judges a pointer only as far as it follows it, so this looks at the rest.
Fault fault_of_pointer(std::string_view pointer) {
  if (pointer.size() > kMapPointerBytes) {
    return "longer than " + std::to_string(kMapPointerBytes) + " bytes";
  }
  if (!pointer.empty() && !pointer.starts_with('/')) {
    return "a JSON Pointer begins with / (or is empty)";
  }
  for (std::size_t at = pointer.find('~'); at != std::string_view::npos;
       at = pointer.find('~', at + 1)) {
    const char next = at + 1 < pointer.size() ? pointer[at + 1] : '\0';
    if (next != '0' && next != '1') return "after ~ comes 0 or 1 (for ~ and /)";
  }
  return std::nullopt;
}

Fault at(const char* where, Fault fault) {
  if (fault) *fault = std::string(where) + ": " + *fault;
  return fault;
}

Fault fault_of_condition(const MapCondition& when) {
  if (auto fault = at("pointer", fault_of_pointer(when.pointer))) return fault;
  if (when.exists.has_value() != when.any_of.empty()) {
    return "one of equals, in and exists is needed";
  }
  if (when.any_of.size() > kMapWords) return "in: more than " + std::to_string(kMapWords);
  return std::nullopt;
}

Fault fault_of_rule(const MapRule& rule) {
  if (rule.kind == core::SignalKind::Unspecified) return "kind: missing";
  if (rule.when) {
    if (auto fault = at("when", fault_of_condition(*rule.when))) return fault;
  }
  if (const auto* state = std::get_if<MapState>(&rule.state)) {
    if (auto fault = at("state: pointer", fault_of_pointer(state->pointer))) return fault;
    if (auto fault = at("state", fault_of(state->rule))) return fault;
  } else if (std::get<core::SignalState>(rule.state) == core::SignalState::Unspecified) {
    return "state: missing";
  }
  if (rule.value) {
    if (auto fault = at("value: pointer", fault_of_pointer(rule.value->pointer))) return fault;
    if (utf8_length(rule.value->unit).value_or(kUnitCharacters + 1) > kUnitCharacters) {
      return "value: unit: longer than " + std::to_string(kUnitCharacters) + " characters";
    }
  }
  if (rule.text_pointer) return at("text: pointer", fault_of_pointer(*rule.text_pointer));
  return std::nullopt;
}

Fault fault_of_message(const MapRules& rules) {
  if (rules.device_time) {
    if (auto fault = at("device_time: pointer", fault_of_pointer(rules.device_time->pointer))) {
      return fault;
    }
  }
  if (rules.sequence_pointer) {
    if (auto fault = at("sequence: pointer", fault_of_pointer(*rules.sequence_pointer))) {
      return fault;
    }
  }
  if (rules.boot_pointer) {
    if (!rules.sequence_pointer) return "boot: needs a sequence beside it";
    return at("boot: pointer", fault_of_pointer(*rules.boot_pointer));
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::string> fault_of(const MapRules& rules) {
  if (rules.rules.empty()) return "no rule is given";
  if (rules.rules.size() > kMapRules) return "more than " + std::to_string(kMapRules) + " rules";
  for (std::size_t i = 0; i < rules.rules.size(); ++i) {
    if (auto fault = fault_of_rule(rules.rules[i])) {
      return "rule " + std::to_string(i + 1) + ": " + *fault;
    }
  }
  return fault_of_message(rules);
}

}  // namespace varde::adapters
