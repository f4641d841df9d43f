// Which policy escalates an alarm, and how soon it is to be claimed. Pure.
#pragma once

#include "broker/base/ids.h"
#include "broker/base/instant.h"
#include "broker/core/policies.h"
#include "broker/core/vocabulary.h"

namespace varde::core {

// The first declared policy that matches the alarm at `now`; else the built-in one; none: it is not
// escalated. Who wants no escalation for some alarms declares a policy without steps for them: a
// gap between the declared ones escalates too little by mistake otherwise.
//
// The answer lives as long as `policies`.
[[nodiscard]] const EscalationPolicy* policy_for(const Policies& policies, Priority priority,
                                                 AlarmType type, const MunicipalityId& municipality,
                                                 Instant now);

// The declared or built-in policy of this name; none: it is there no more.
[[nodiscard]] const EscalationPolicy* find_policy(const Policies& policies, const PolicyId& id);

// What escalates where no file says otherwise, so that a fresh installation does: consoles are
// alerted again, of a critical alarm after 45 s and 90 s and so on at most every 60 s, of a high
// one every 3 min, of a medium one every 10 min. Low and technical alarms wait. A slash is in no
// declared name, so the names ("built-in/critical") are never taken for one.
[[nodiscard]] const EscalationPolicy* built_in_escalation(Priority priority, AlarmType type);

// Within which time an alarm is to be claimed: the municipality's target, else everybody's, else
// `response_target`.
[[nodiscard]] Duration claim_within(const Policies& policies, const MunicipalityId& municipality,
                                    Priority priority);

}  // namespace varde::core
