// Putting an alarm aside for a time, and taking it back.
#include <chrono>

#include "broker/core/acts.h"
#include "broker/core/limits.h"

namespace varde::core {
namespace {

using namespace std::chrono_literals;

constexpr auto kShortestShelf = 1min;

}  // namespace

Check act(Draft& draft, const Actor& actor, const Alarm& alarm, const Shelve& shelve) {
  if (const Check reason = check_text(shelve.reason, limits::kReasonBytes, true); !reason)
    return reason;
  if (shelve.duration < kShortestShelf || shelve.duration > limits::kLongestShelf)
    return Refusal::DurationOutOfRange;
  if (is_critical_of_person(alarm)) return Refusal::CriticalNotShelved;
  if (alarm.claimed() && alarm.owner != actor.user) return Refusal::AlreadyClaimed;
  if (alarm.shelf) return Refusal::AlreadyShelved;
  if (alarm.claimed()) {
    // What was over while its owner had it is cleared instead: there is nothing left to put aside.
    draft.clear_if_over(draft.add_about(
        alarm, ClaimReleased{alarm.id, actor.user, ReleaseReason::OperatorReleased}));
    if (!draft.open_alarm(alarm.id)) return boost::system::in_place_value;
  }
  draft.add(AlarmShelved{alarm.id, actor.user, shelve.reason, draft.now() + shelve.duration});
  return boost::system::in_place_value;
}

Check act(Draft& draft, const Actor& actor, const Alarm& alarm, const Unshelve&) {
  if (!alarm.shelf) return Refusal::NotShelved;
  draft.unshelve(alarm, actor.user);
  return boost::system::in_place_value;
}

}  // namespace varde::core
