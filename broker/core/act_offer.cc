// Handing a claim over, with the consent of whoever is to have it. Until they accept, the owner has
// the alarm: an offer never leaves it with nobody. It falls when the alarm is given back
// (alarm.cc).
#include "broker/core/acts.h"
#include "broker/core/presence.h"

namespace varde::core {

Check act(Draft& draft, const Actor& actor, const Alarm& alarm, const OfferClaim& offer) {
  if (const Check owner = check_owner(alarm, actor); !owner) return owner;
  if (!alarm.offered_to.empty()) return Refusal::AlreadyOffered;
  const bool there = is_present_operator(draft.state(), offer.to, alarm.municipality);
  if (offer.to == actor.user || !there) return Refusal::UserNotPresent;
  draft.add(ClaimOffered{alarm.id, actor.user, offer.to});
  return boost::system::in_place_value;
}

Check act(Draft& draft, const Actor& actor, const Alarm& alarm, const AcceptClaim&) {
  if (alarm.offered_to.empty() || alarm.offered_to != actor.user) return Refusal::NotOffered;
  const auto console = draft.state().consoles.find(actor.session);
  if (console == draft.state().consoles.end() || console->second.gone_at)
    return Refusal::ConsoleNotPresent;
  draft.add(ClaimOfferEnded{alarm.id, actor.user, true});
  draft.add(AlarmClaimed{alarm.id, actor.user, actor.session});
  return boost::system::in_place_value;
}

Check act(Draft& draft, const Actor& actor, const Alarm& alarm, const DeclineClaim&) {
  const bool concerned = actor.user == alarm.offered_to || actor.user == alarm.owner;
  if (alarm.offered_to.empty() || !concerned) return Refusal::NotOffered;
  draft.add(ClaimOfferEnded{alarm.id, actor.user, false});
  return boost::system::in_place_value;
}

}  // namespace varde::core
