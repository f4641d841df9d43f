// Which signals raise which alarms, and what makes those end. Facts of the field, no state.
#pragma once

#include <bitset>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "broker/base/instant.h"
#include "broker/core/ruleset.h"
#include "broker/core/signal.h"
#include "broker/core/vocabulary.h"

namespace varde::core {

// What takes an alarm out of the queue once its condition is normal again.
enum class Clearing : std::uint8_t {
  ByOperator,  // Latched: only a resolution. A help call that went by itself is still to be seen.
  ByAcknowledge,  // Acknowledged and normal, in either order (ISA-18.2 without latch).
  ByItself,       // Normal is enough: a technical state that nobody need have seen.
};

struct Rule {
  std::string_view id;  // As written into AlarmRaised; stable.
  AlarmType type = AlarmType::Unspecified;
  Priority priority = Priority::Unspecified;
};

// The rule that `kind` in `state` meets; none: the signal is logged and raises nothing. An alarm
// kind reported in fault or unknown state meets the rule for device faults: never read as normal.
[[nodiscard]] const Rule* rule_for(SignalKind kind, SignalState state);

// The rule by which Varde itself raises alarms of `type` (undecodable_message, link_down ...).
// REQUIRES: there is one.
[[nodiscard]] const Rule& rule_of(AlarmType type);

// The alarm types that `kind` in `state` returns to normal. Empty for most.
[[nodiscard]] std::span<const AlarmType> returned_to_normal_by(SignalKind kind, SignalState state);

// True for kinds that raise or return alarms: of these a repeat is known by its state. A repeated
// measurement is a new measurement.
[[nodiscard]] bool has_state(SignalKind kind);

// True for conditions that last (water, smoke, a fault), as against what happens (a call, a fall).
[[nodiscard]] bool is_sustained(SignalKind kind);

// The same of the alarms they raise.
[[nodiscard]] bool is_lasting(AlarmType type);

// The kinds that say the opposite of `kind`: online and offline. While one is so, the other is not.
[[nodiscard]] std::vector<SignalKind> counterparts_of(SignalKind kind);

[[nodiscard]] Clearing clearing_of(AlarmType type);

// True where no person is in need: devices, links, messages.
[[nodiscard]] bool is_technical(AlarmType type);

// True if it may be one alarm with another type's (Combination): it is about a person or a
// building.
[[nodiscard]] bool may_be_combined(AlarmType type);

// True if Varde raises alarms of its own under this name: no declared rule may have it.
[[nodiscard]] bool is_own_rule(std::string_view id);

// True where a person calls and wants to know that the call was heard.
[[nodiscard]] bool is_call(AlarmType type);

// How soon the alarm is to be claimed. Targets: docs/reference/priorities.md.
[[nodiscard]] Duration response_target(Priority priority);

// Kinds of signals, each by its number.
using SignalKinds = std::bitset<64>;

// The kinds of which a declared rule may make a high or critical alarm at once. Not what is
// measured or waited for: thousands of thermometers must not stand before a call.
[[nodiscard]] SignalKinds urgent_kinds(const Ruleset& rules);

// How urgent a message is before it is judged: the most urgent of its signals, of those in `urgent`
// at least high. Low where nothing would be raised. For the choice of lane.
[[nodiscard]] Priority urgency(std::span<const Signal> signals, const SignalKinds& urgent = {});

}  // namespace varde::core
