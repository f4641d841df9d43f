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
// `ended`: one that is over with the decision in the making.
[[nodiscard]] const ServiceException* exception_of(const State& state, const DeviceRef& device,
                                                   const PositionId& position, Instant now,
                                                   ExceptionId ended = {});

// Ends `exception`: its test alarms are resolved by rule, and what its devices last said and still
// holds is raised. `user`: who ended it; empty: its time was over.
void end_exception(Draft& draft, const ServiceException& exception, const UserId& user);

// --- restore.cc: conditions that outlive their alarm

// Waits for the condition of `alarm`, which a person has resolved, to return to normal: where it is
// one that lasts and is still there. Nothing while limits::kTimers are pending.
void await_restore(Draft& draft, const Alarm& alarm);

// `device` at `position` says that its condition of `type` is over; nothing where that is not
// waited for, or where another device's is.
void note_restore(Draft& draft, const DeviceRef& device, const PositionId& position, AlarmType type,
                  LogPosition cause);

// Waits no longer: the condition is over, or has an alarm of its own again.
void end_restore(Draft& draft, const PositionId& position, AlarmType type, LogPosition cause);

// Does what is due at `timer` if it is one of Varde's own rules; false: it belongs to another.
[[nodiscard]] bool run_own_timer(Draft& draft, const TimerKey& key, const Timer& timer);

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
// makes one. Nothing for critical alarms of persons, tests, and alarms of no municipality.
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
