// Taking an alarm and answering it.
#include "broker/base/plant.h"
#include "broker/core/acts.h"
#include "broker/core/limits.h"
#include "broker/core/rules.h"
#include "broker/core/seams.h"

namespace varde::core {
namespace {

// Lets the person who called see that they were heard.
void tell_device(Draft& draft, const Alarm& alarm, ResponseState response) {
  const auto device = draft.state().devices.find(alarm.device);
  if (!is_call(alarm.type) || device == draft.state().devices.end()) return;
  draft.request(TellDevice{device->second.link, alarm.device, alarm.id, alarm.type, response},
                draft.now() + limits::kNoticeAge);
}

}  // namespace

Check act(Draft& draft, const Actor& actor, const Alarm& alarm, const Claim&) {
  // A person who lost one browser may take the alarm over in the next.
  const bool own_other_console = alarm.owner == actor.user && alarm.owner_session != actor.session;
  if (alarm.claimed() && !own_other_console && !planted(Plant::ClaimTaken))
    return Refusal::AlreadyClaimed;
  const auto console = draft.state().consoles.find(actor.session);
  if (console == draft.state().consoles.end() || console->second.gone_at) {
    return Refusal::ConsoleNotPresent;
  }
  if (alarm.shelf) draft.add(AlarmUnshelved{alarm.id, actor.user});
  draft.add(AlarmClaimed{alarm.id, actor.user, actor.session});
  if (alarm.response == ResponseState::Queued) tell_device(draft, alarm, ResponseState::Claimed);
  return boost::system::in_place_value;
}

Check act(Draft& draft, const Actor& actor, const Alarm& alarm, const Release&) {
  if (const Check owner = check_owner(alarm, actor); !owner) return owner;
  give_back(draft, alarm, ReleaseReason::OperatorReleased);
  return boost::system::in_place_value;
}

Check act(Draft& draft, const Actor& actor, const Alarm& alarm, const Acknowledge&) {
  if (alarm.acknowledged()) return Refusal::AlreadyAcknowledged;
  draft.clear_if_over(draft.add_about(alarm, AlarmAcknowledged{alarm.id, actor.user}));
  return boost::system::in_place_value;
}

Check act(Draft& draft, const Actor& actor, const Alarm& alarm, const AddNote& note) {
  if (const Check text = check_text(note.text, limits::kTextBytes, true); !text) return text;
  if (alarm.notes >= limits::kNotesPerAlarm) return Refusal::TooManyNotes;
  draft.add(NoteAdded{alarm.id, actor.user, note.text});
  return boost::system::in_place_value;
}

Check act(Draft& draft, const Actor& actor, const Alarm& alarm, const Dispatch& dispatch) {
  if (const Check owner = check_owner(alarm, actor); !owner) return owner;
  if (const Check responder = check_text(dispatch.responder, limits::kResponderBytes, true);
      !responder)
    return responder;
  if (const Check text = check_text(dispatch.text, limits::kTextBytes, false); !text) return text;
  draft.add(ResponderDispatched{alarm.id, actor.user, dispatch.responder, dispatch.text});
  tell_device(draft, alarm, ResponseState::Dispatched);
  return boost::system::in_place_value;
}

Check act(Draft& draft, const Actor& actor, const Alarm& alarm, const Resolve& resolve) {
  if (const Check owner = check_owner(alarm, actor); !owner) return owner;
  if (resolve.outcome == Outcome::Unspecified) return Refusal::OutcomeMissing;
  if (const Check text = check_text(resolve.text, limits::kTextBytes, false); !text) return text;
  core::resolve(draft, actor.user, alarm, resolve.outcome, resolve.text);
  return boost::system::in_place_value;
}

void give_back(Draft& draft, const Alarm& alarm, ReleaseReason reason) {
  const Alarm back = draft.add_about(alarm, ClaimReleased{alarm.id, alarm.owner, reason});
  draft.clear_if_over(back);
  if (auto restarted = restart_escalation(draft.state(), back, draft.now()))
    draft.add(*std::move(restarted));
}

void resolve(Draft& draft, const UserId& user, const Alarm& alarm, Outcome outcome,
             const std::string& text) {
  draft.add(AlarmResolved{alarm.id, user, outcome, text});
  tell_device(draft, alarm, ResponseState::Resolved);
  await_restore(draft, alarm);
}

}  // namespace varde::core
