// What people may wish, act by act: each adds its facts to the draft, or says why not. Inside the
// core only.
#pragma once

#include "broker/base/result.h"
#include "broker/core/alarm.h"
#include "broker/core/draft.h"
#include "broker/core/input.h"
#include "broker/core/refusal.h"

namespace varde::core {

using Check = Result<void, Refusal>;

// act_checks.cc
[[nodiscard]] Check check_text(const std::string& text, std::size_t longest, bool wanted);
[[nodiscard]] Check check_owner(const Alarm& alarm, const Actor& actor);

// act_response.cc: taking an alarm and answering it.
[[nodiscard]] Check act(Draft& draft, const Actor& actor, const Alarm& alarm, const Claim& act);
[[nodiscard]] Check act(Draft& draft, const Actor& actor, const Alarm& alarm, const Release& act);
[[nodiscard]] Check act(Draft& draft, const Actor& actor, const Alarm& alarm,
                        const Acknowledge& act);
[[nodiscard]] Check act(Draft& draft, const Actor& actor, const Alarm& alarm, const AddNote& act);
[[nodiscard]] Check act(Draft& draft, const Actor& actor, const Alarm& alarm, const Dispatch& act);
[[nodiscard]] Check act(Draft& draft, const Actor& actor, const Alarm& alarm, const Resolve& act);

// Takes the claim from its owner: the alarm may be over by that, else it escalates from the
// beginning.
void give_back(Draft& draft, const Alarm& alarm, ReleaseReason reason);

// Resolves `alarm` as `user` says: tells the device, and waits for the condition if it is still
// there.
void resolve(Draft& draft, const UserId& user, const Alarm& alarm, Outcome outcome,
             const std::string& text);

// act_shelf.cc
[[nodiscard]] Check act(Draft& draft, const Actor& actor, const Alarm& alarm, const Shelve& act);
[[nodiscard]] Check act(Draft& draft, const Actor& actor, const Alarm& alarm, const Unshelve& act);

// act_offer.cc: handing a claim over.
[[nodiscard]] Check act(Draft& draft, const Actor& actor, const Alarm& alarm,
                        const OfferClaim& act);
[[nodiscard]] Check act(Draft& draft, const Actor& actor, const Alarm& alarm,
                        const AcceptClaim& act);
[[nodiscard]] Check act(Draft& draft, const Actor& actor, const Alarm& alarm,
                        const DeclineClaim& act);

// act_exception.cc
[[nodiscard]] Check act(Draft& draft, const Actor& actor, const BeginException& act);
[[nodiscard]] Check act(Draft& draft, const Actor& actor, const EndException& act);

// act_duty.cc
[[nodiscard]] Check act(Draft& draft, const Actor& actor, const BeginShift& act);
[[nodiscard]] Check act(Draft& draft, const Actor& actor, const EndShift& act);
// The most urgent alarm that nobody has, of what the actor may see; none: there is none.
[[nodiscard]] const Alarm* next_to_claim(const State& state, const Actor& actor);

// act_incident.cc. All members are done in the one decision, however many there are (as many as
// alarms may be open), so that nobody sees half of it. Members that somebody else has claimed are
// not resolved: they are in that person's hands. Beyond limits::kTickWork members, further ones are
// resolved without the text.
[[nodiscard]] Check act(Draft& draft, const Actor& actor, const AcknowledgeIncident& act);
[[nodiscard]] Check act(Draft& draft, const Actor& actor, const ResolveIncident& act);

// act_device.cc. `alarm`: for which; none: for nothing that is open.
[[nodiscard]] Check act(Draft& draft, const Actor& actor, AlarmId alarm, const CommandDevice& act);

}  // namespace varde::core
