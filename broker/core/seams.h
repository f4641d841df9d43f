// What one part of a decision asks of another. Inside the core only; each answers from the state
// alone.
#pragma once

#include <optional>
#include <string>

#include "broker/base/ids.h"
#include "broker/base/instant.h"
#include "broker/core/alarm.h"
#include "broker/core/draft.h"
#include "broker/core/effect.h"
#include "broker/core/event.h"
#include "broker/core/state.h"
#include "broker/core/timers.h"

namespace varde::core {

// --- exceptions.cc

// The exception that holds for a device at a position, at `now`; none: it counts. Out of service
// goes before on test.
[[nodiscard]] const ServiceException* exception_of(const State& state, const DeviceRef& device,
                                                   const PositionId& position, Instant now);

// --- decide_rules.cc

// Judges `signal` by the declared rules, and keeps their timers. False: none matched that decides
// alone about it, and what Varde has without a file holds.
[[nodiscard]] bool judge_by_rules(Draft& draft, const DeviceRef& device, const PositionId& position,
                                  const Signal& signal, LogPosition cause);

// The open alarm that an alarm of `type` at `position` is one with, by a declared combination;
// none.
[[nodiscard]] const Alarm* combined_with(const State& state, const PositionId& position,
                                         AlarmType type, bool test);

// --- incidents.cc

// Gives `raised` the incident it is part of, adding the incident's opening to the draft where it
// makes one.
void place_in_incident(Draft& draft, AlarmRaised& raised);

// --- escalate.cc

// Gives `raised` its policy and first step, and its deadline.
void begin_escalation(const State& state, AlarmRaised& raised, Instant now);

// What begins the escalation of `alarm` anew at `now`, from the first step of whatever policy holds
// by now; none where there is nothing to begin or end. `alarm`: as it is once nobody has it, but
// that its owner and its response may still be those from before it was given back.
[[nodiscard]] std::optional<EscalationRestarted> restart_escalation(const State& state,
                                                                    const Alarm& alarm,
                                                                    Instant now);

// Goes on to the next step where `effect` was the last notification of the current one that could
// still have arrived. REQUIRES: its conclusion, failed or expired, is in the draft.
void notification_failed(Draft& draft, const Effect& effect, const std::string& detail);

// --- duty.cc

// Ends what was begun for municipalities that the policies from now on do not staff.
void end_staffing(Draft& draft, const Policies& wanted);

// Does what is due where `key` is one of staffing's own timers; false: it is not.
bool run_duty_timer(Draft& draft, const TimerKey& key, const Timer& timer);

}  // namespace varde::core
