// The alarm of a declared rule: raised, known to be, and over. Inside the core only.
#pragma once

#include <optional>

#include "broker/core/alarm.h"
#include "broker/core/draft.h"
#include "broker/core/rule_match.h"
#include "broker/core/ruleset.h"

namespace varde::core {

// Raises what the rule says, or counts one more occurrence. Nothing if the rule raises nothing.
void raise_by_rule(Draft& draft, const AlarmRule& rule, const DeviceRef& device,
                   const PositionId& position, LogPosition cause,
                   const std::optional<SignalKey>& key = {});

// The open alarm at the position that says already what the rule would raise, its condition active:
// of the rule's type, or one that it was combined with. The real one, or that on test, as the
// device is now.
[[nodiscard]] std::optional<Alarm> active_alarm(const Draft& draft, const AlarmRule& rule,
                                                const DeviceRef& device,
                                                const PositionId& position);

// Returns the alarms that the rule raised at the position to normal: real and test. Only those that
// stand for nothing but what the rule says.
void end_at_position(Draft& draft, const AlarmRule& rule, const PositionId& position,
                     LogPosition cause);

// The same of those that the device raised, and no other has reported since.
void end_by_device(Draft& draft, const AlarmRule& rule, const Heard& heard);

}  // namespace varde::core
