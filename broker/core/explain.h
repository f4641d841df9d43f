// Why a declared rule does what it does with a signal, for people who write rules.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "broker/base/ids.h"
#include "broker/base/instant.h"
#include "broker/core/rule_match.h"
#include "broker/core/signal.h"
#include "broker/core/state.h"

namespace varde::core {

enum class RuleAnswer : std::uint8_t {
  Unmet,         // It does not look at the signal.
  Earlier,       // It would, but an earlier rule of its form has decided.
  Nothing,       // It looks at it, and nothing follows.
  Raises,        // An alarm.
  Repeats,       // One more occurrence of an alarm that is open.
  Waits,         // From now on until `due`: a hold, something expected, one counted.
  StopsWaiting,  // What it waited for is not to come, or has come.
  Ends,          // The condition of its alarm is over.
};

struct RuleTrace {
  RuleId rule;
  RuleAnswer answer = RuleAnswer::Unmet;
  Unmet unmet = Unmet::None;   // The first condition of its match that is not met.
  std::string why;             // One line for whoever wrote the rule, in English.
  std::optional<Instant> due;  // When what it waits for is due.
  friend bool operator==(const RuleTrace&, const RuleTrace&) = default;
};

// What each rule of `state`, in order, makes of `signal` from `device` at `now`. Nothing is
// changed: it is what `decide` would do with such a message as its first and only signal. Thread
// safety: call from any thread, as for all of the core.
[[nodiscard]] std::vector<RuleTrace> explain(const State& state, const DeviceRef& device,
                                             const Signal& signal, Instant now);

}  // namespace varde::core
