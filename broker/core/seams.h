// What one part of a decision asks of another. Inside the core only; each answers from the state
// alone.
#pragma once

#include <optional>

#include "broker/base/ids.h"
#include "broker/base/instant.h"
#include "broker/core/alarm.h"
#include "broker/core/draft.h"
#include "broker/core/event.h"
#include "broker/core/state.h"

namespace varde::core {

// --- exceptions.cc

// The exception that holds for a device at a position, at `now`; none: it counts. Out of service
// goes before on test.
[[nodiscard]] const ServiceException* exception_of(const State& state, const DeviceRef& device,
                                                   const PositionId& position, Instant now);

// --- decide_rules.cc, rule_combination.cc

// Judges `signal` by the declared rules, and keeps their timers. False: none matched that decides
// alone about it, and what Varde has without a file holds.
[[nodiscard]] bool judge_by_rules(Draft& draft, const DeviceRef& device, const PositionId& position,
                                  const Signal& signal, LogPosition cause);

// The open alarm that an alarm of `type` at `position` is one with, by a declared combination;
// none.
[[nodiscard]] const Alarm* combined_with(const State& state, const PositionId& position,
                                         AlarmType type, bool test);

// True if a declared combination makes alarms of these two types one. Never of a type with itself.
[[nodiscard]] bool are_combined(const Ruleset& rules, AlarmType a, AlarmType b);

// --- incidents.cc

// Gives `raised` the incident it is part of, adding the incident's opening to the draft where it
// makes one.
void place_in_incident(Draft& draft, AlarmRaised& raised);

// --- escalate.cc

// Gives `raised` its policy and first step, and its deadline.
void begin_escalation(const State& state, AlarmRaised& raised, Instant now);

// What begins the escalation of `alarm` anew at `now`; none where no policy holds.
[[nodiscard]] std::optional<EscalationRestarted> restart_escalation(const State& state,
                                                                    const Alarm& alarm,
                                                                    Instant now);

}  // namespace varde::core
