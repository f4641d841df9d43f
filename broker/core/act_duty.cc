// Coming on shift, going off, and taking what is most urgent.
#include <algorithm>

#include "broker/core/acts.h"
#include "broker/core/authorize.h"
#include "broker/core/limits.h"

namespace varde::core {

Check act(Draft& draft, const Actor& actor, const BeginShift&) {
  if (draft.state().duty.on_shift.contains(actor.user)) return Refusal::AlreadyOnShift;
  draft.add(ShiftBegun{actor.user, actor.municipalities});
  return boost::system::in_place_value;
}

Check act(Draft& draft, const Actor& actor, const EndShift& end) {
  if (!draft.state().duty.on_shift.contains(actor.user)) return Refusal::NotOnShift;
  if (const Check note = check_text(end.note, limits::kTextBytes, false); !note) return note;
  draft.add(ShiftEnded{actor.user, end.note});
  return boost::system::in_place_value;
}

const Alarm* next_to_claim(const State& state, const Actor& actor) {
  for (const QueueKey& key : state.alarms.queue()) {
    const Alarm* alarm = state.alarms.find(key.id);
    if (!alarm->claimed() && in_scope(actor, alarm->municipality)) return alarm;
  }
  return nullptr;
}

}  // namespace varde::core
