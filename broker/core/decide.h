// Decides what happens: the rules of Varde, in one pure function.
//
// The same arguments give the same answer in the broker, in a replay of the log and in a
// simulation. The shell appends the events, waits until they are durable, and only then
// acknowledges, publishes and runs the effects. Thread safety: arguments and results are values;
// call from any thread.
#pragma once

#include <optional>
#include <vector>

#include "broker/base/ids.h"
#include "broker/base/instant.h"
#include "broker/base/result.h"
#include "broker/core/effect.h"
#include "broker/core/event.h"
#include "broker/core/input.h"
#include "broker/core/refusal.h"
#include "broker/core/state.h"

namespace varde::core {

struct Decision {
  std::vector<Event> events;    // Facts, in log order. Empty: nothing changed.
  std::vector<Effect> effects;  // Run only after the events are durable.
  AlarmId alarm;                // That a command was about, or a message raised or repeated.
  bool repeated = false;        // The input was known already.
};

// Answers `input` as of `now`. Only commands are refused; what the field says is never refused
// here. REQUIRES: now is not before the newest event in `state`.
[[nodiscard]] Result<Decision, Refusal> decide(const State& state, const Input& input, Instant now);

// When time alone will change something, if ever: then `decide` wants a Tick.
[[nodiscard]] std::optional<Instant> next_wakeup(const State& state);

}  // namespace varde::core
