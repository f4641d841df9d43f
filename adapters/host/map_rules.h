// What an adapter that is configured in YAML alone does with a JSON message: the `map:` of its
// manifest, already parsed. Pointers are JSON Pointers (RFC 6901); "" is the whole payload.
//
// A pointer that finds nothing is no failure: a condition on it does not hold, a state or a value
// from it is not reported, unless the rule is `required`.
// Thread safety: values.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "adapters/host/state_rule.h"
#include "broker/core/signal.h"

namespace varde::adapters {

// `when: {pointer: /state, equals: true}`, `in: [..]` or `exists: true`.
struct MapCondition {
  std::string pointer;
  std::vector<std::string> any_of;  // As words (state_rule.h); `equals` is one.
  std::optional<bool> exists;       // Instead of `any_of`. A null is there.
};

// `state: {pointer: /level, above: 2.5, clears_below: 2.3}`, or `values: {..}`.
struct MapState {
  std::string pointer;
  StateRule rule;
};

// `value: {pointer: /temp, unit: "°C"}`. A number, or a string that is one.
struct MapValue {
  std::string pointer;
  std::string unit;
};

struct MapRule {
  std::optional<MapCondition> when;  // None: always.
  core::SignalKind kind = core::SignalKind::Unspecified;
  std::variant<core::SignalState, MapState> state = core::SignalState::Active;
  std::optional<MapValue> value;
  std::optional<std::string> text_pointer;  // Longer text than a signal holds is cut.
  // The pointers of the rule must find something; else the message is not understood. Those beside
  // `when` only if it holds.
  bool required = false;
};

enum class MapTimeFormat : std::uint8_t { EpochSeconds, EpochMilliseconds, Rfc3339 };

struct MapTime {
  std::string pointer;
  MapTimeFormat format = MapTimeFormat::Rfc3339;
};

struct MapRules {
  std::vector<MapRule> rules;
  // Of every signal of the message.
  std::optional<MapTime> device_time;
  std::optional<std::string> sequence_pointer;  // A whole number from 0 on.
  std::optional<std::string> boot_pointer;      // Needs a sequence.
  bool plain_text = false;  // The payload is no JSON but one string, which the pointer "" finds.
};

inline constexpr std::size_t kMapRules = 64;
inline constexpr std::size_t kMapPointerBytes = 256;

// Why `rules` cannot be used, in one line that names the rule by its number from 1; none if they
// can.
[[nodiscard]] std::optional<std::string> fault_of(const MapRules& rules);

}  // namespace varde::adapters
