// Answering many alarms of one cause at once.
#include "broker/core/acts.h"
#include "broker/core/authorize.h"
#include "broker/core/limits.h"

namespace varde::core {
namespace {

// The open incident, if the actor may see it.
Result<const Incident*, Refusal> find(const State& state, const Actor& actor, IncidentId id) {
  const auto found = state.incidents.open.find(id);
  if (found == state.incidents.open.end() || !in_scope(actor, found->second.municipality))
    return Refusal::IncidentNotFound;
  return &found->second;
}

bool is_of_another(const Alarm& alarm, const Actor& actor) {
  return alarm.claimed() && alarm.owner != actor.user;
}

}  // namespace

Check act(Draft& draft, const Actor& actor, const AcknowledgeIncident& acknowledge) {
  const auto incident = find(draft.state(), actor, acknowledge.incident);
  if (!incident) return incident.error();
  const Incident& whole = **incident;
  if (!authorize(actor, Action::Acknowledge, whole.municipality, whole.type))
    return Refusal::NotAllowed;
  std::size_t done = 0;
  for (const AlarmId id : whole.members) {
    const Alarm& alarm = *draft.state().alarms.find(id);
    if (alarm.acknowledged() || is_critical_of_person(alarm)) continue;
    draft.clear_if_over(draft.add_about(alarm, AlarmAcknowledged{id, actor.user}));
    done += 1;
  }
  if (done == 0) return Refusal::AlreadyAcknowledged;
  draft.add(IncidentAcknowledged{acknowledge.incident, actor.user});
  return boost::system::in_place_value;
}

Check act(Draft& draft, const Actor& actor, const ResolveIncident& wish) {
  const auto incident = find(draft.state(), actor, wish.incident);
  if (!incident) return incident.error();
  if (wish.outcome == Outcome::Unspecified) return Refusal::OutcomeMissing;
  if (const Check text = check_text(wish.text, limits::kTextBytes, false); !text) return text;
  std::size_t done = 0;
  for (const AlarmId id : (*incident)->members) {
    const Alarm& alarm = *draft.state().alarms.find(id);
    if (is_of_another(alarm, actor) || is_critical_of_person(alarm)) continue;
    resolve(draft, actor.user, alarm, wish.outcome,
            done < limits::kTickWork ? wish.text : std::string());
    done += 1;
  }
  return done == 0 ? Check(Refusal::AlreadyClaimed) : Check(boost::system::in_place_value);
}

}  // namespace varde::core
