// The forms that declared rules have, one file each. Inside the core only.
//
// `judge` is told of every signal that a rule has to do with, and `applies` if the rule may begin
// anything by it: if not (another time of day; an earlier rule has decided), it can only end what
// this rule began. `run_due` is told of a timer of the rule that is due.
#pragma once

#include <optional>

#include "broker/core/draft.h"
#include "broker/core/rule_match.h"
#include "broker/core/ruleset.h"
#include "broker/core/timers.h"

namespace varde::core {

// rule_on_signal.cc. Whether the signal itself is what the rule wants.
[[nodiscard]] bool is_met(const OnSignal& form, const Signal& signal);
// True if a signal of kind `end`, or of `kind` in state normal, says that what `kind` said is over.
[[nodiscard]] bool ends(const Signal& end, SignalKind kind);
void judge(Draft& draft, const AlarmRule& rule, const OnSignal& form, const Heard& heard,
           bool applies);

// rule_threshold.cc. A subject is a device at a position: each sensor has its own hold.
enum class Reading : std::uint8_t {
  None,     // No value, or one that its device does not vouch for.
  Beyond,   // The limit.
  Between,  // The limit and `clear`: as it was.
  Clear,
};
[[nodiscard]] Reading reading_of(const Threshold& limit, const Signal& signal);
void judge(Draft& draft, const AlarmRule& rule, const Threshold& form, const Heard& heard,
           bool applies);
void run_due(Draft& draft, const AlarmRule& rule, const Threshold& form, const TimerKey& key,
             const Timer& timer);

// rule_absence.cc. A subject is a position: whichever device there says what is expected counts.
// True if `signal` is what the rule waits for.
[[nodiscard]] bool is_expected(const AlarmRule& rule, const Absence& form, const Signal& signal);
void judge(Draft& draft, const AlarmRule& rule, const Absence& form, const Heard& heard,
           bool applies);
void run_due(Draft& draft, const AlarmRule& rule, const Absence& form, const TimerKey& key,
             const Timer& timer);

// rule_window.cc. The rule has a timer of its own, with no subject, due at the next end of its
// window: then all positions with a device that it matches are looked at, heard of or never. A
// position has a timer where it was heard in the window, and DeviceMemory does not remember it.
void judge(Draft& draft, const AlarmRule& rule, const MissedWindow& form, const Heard& heard,
           bool applies);
// False: more positions are to be looked at, in the next decision.
[[nodiscard]] bool run_due(Draft& draft, const AlarmRule& rule, const MissedWindow& form,
                           const TimerKey& key, const Timer& timer);
// Sets the timer of a rule that is new.
void begin_window(Draft& draft, const AlarmRule& rule, const MissedWindow& form);

// rule_count.cc. A subject is a position. What has led to an alarm is counted no more.
void judge(Draft& draft, const AlarmRule& rule, const Count& form, const Heard& heard,
           bool applies);

// rule_geofence.cc. Of a position's device; it waits for nothing.
void judge(Draft& draft, const AlarmRule& rule, const Geofence& form, const Heard& heard,
           bool applies);

// rule_confirmation.cc. A subject is a device at its site: each that reports has a timer for as
// long as it counts. Devices on test confirm only each other.
void judge(Draft& draft, const AlarmRule& rule, const Confirmation& form, const Heard& heard,
           bool applies);

}  // namespace varde::core
