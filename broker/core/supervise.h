// Keeps the clocks of the supervised devices, and finds those that have run out. Inside the core.
#pragma once

#include "broker/core/alarm_book.h"
#include "broker/core/event.h"
#include "broker/core/supervision.h"

namespace varde::core {

// Starts, changes and ends clocks as the register says.
void watch_register(Supervision& supervision, const RegisterChanged& change, Instant at);

// Folds `event` into the clocks: a device that was heard or tested, an alarm about its silence that
// was raised or ended. `alarms` is the book before the event.
void watch(Supervision& supervision, const AlarmBook& alarms, const Event& event);

}  // namespace varde::core
