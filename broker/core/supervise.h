// Keeps the clocks of the supervised devices, and ends what they raised. Inside the core.
//
// Three clocks: the device's own word that it is online or offline (its signals, rules.h), any
// message within an interval, a function test within an interval. Reporting what has run out:
// ticks.h.
#pragma once

#include <vector>

#include "broker/core/alarm.h"
#include "broker/core/draft.h"
#include "broker/core/event.h"
#include "broker/core/register.h"
#include "broker/core/state.h"
#include "broker/core/supervision.h"

namespace varde::core {

// True if the message shows that its device lives: it has come from the device just now, and is not
// the word of its end.
[[nodiscard]] bool is_sign_of_life(const MessageReceived& message);

// True if it shows that the device works: a function test, just now.
[[nodiscard]] bool holds_test(const MessageReceived& message);

// True for the alarms about a clock.
[[nodiscard]] bool is_about_watched(AlarmType type);

// The devices at `position` that an open alarm of `type` there may be about. Looks at all devices.
[[nodiscard]] std::vector<DeviceRef> known_at(const State& state, const PositionId& position,
                                              AlarmType type);

// Starts, changes and ends clocks as the register says.
void watch_register(Supervision& supervision, const RegisterChanged& change, Instant at);

// Folds `event` into the clocks: a device that was heard or tested, an alarm about it that was
// raised or ended. REQUIRES: `state` is that before the event.
void watch(State& state, const Event& event);

// Folds what decides whether devices can be heard at all: Varde's start, links, exceptions,
// storage. REQUIRES: `state` is that after the event.
void watch_surroundings(State& state, const Event& event);

// Ends the alarms about the silence of a message's device at `position`, and about its missing
// function test, as far as the message (at `cause`) shows that they are over.
void note_heard(Draft& draft, const PositionId& position, const MessageReceived& message,
                LogPosition cause);

// True if the alarm is about a clock that the change of the register from `before` to `after` has
// ended: the device is gone, is elsewhere, or need not be heard any more.
[[nodiscard]] bool is_watched_no_more(const Register& before, const Register& after,
                                      const Alarm& alarm);

}  // namespace varde::core
