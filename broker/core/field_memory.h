// What is known already of what a device says. Inside the core only.
#pragma once

#include <span>

#include "broker/core/alarm.h"
#include "broker/core/signal.h"
#include "broker/core/state.h"

namespace varde::core {

// True for a lasting state that was told before and has not changed since, however long ago. What
// an operator has resolved while the floor is still wet is known; only the next water is news.
[[nodiscard]] bool is_unchanged(const State& state, const DeviceRef& device, const Signal& signal);

// True if `signal`, which ends conditions of the types `ends`, may end that of `alarm`. Only the
// device that raised it knows, and only while no other reports the same and the alarm stands for
// nothing else as well; and what it said before its newest alarm but arrived after it (the urgent
// lane overtakes) is no longer true. When in doubt the alarm stays.
[[nodiscard]] bool may_end(const DeviceRef& device, const Signal& signal, const Alarm& alarm,
                           std::span<const AlarmType> ends);

}  // namespace varde::core
