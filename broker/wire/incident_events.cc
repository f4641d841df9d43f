// Many alarms at once, and the health of Varde itself.
#include "broker/wire/event_bodies.h"

namespace varde::wire {

void to_proto(const core::IncidentOpened& opened, v1::IncidentOpened& out) {
  out.set_incident(opened.incident.value());
  out.set_municipality(text(opened.municipality));
  out.set_cause(to_code(opened.cause));
  out.set_subject(text(opened.subject));
  out.set_type(to_code(opened.type));
  out.set_priority(to_code(opened.priority));
  to_proto(opened.respond_by, *out.mutable_respond_by());
  for (const AlarmId member : opened.members) out.add_members(member.value());
}

core::IncidentOpened read(const v1::IncidentOpened& in, Check& check) {
  core::IncidentOpened out;
  out.incident = IncidentId(in.incident());
  out.municipality = MunicipalityId(in.municipality());
  out.cause = check.code<core::IncidentCause>(in.cause(), "incident_opened.cause");
  out.subject = in.subject();
  out.type = check.code<core::AlarmType>(in.type(), "incident_opened.type");
  out.priority = check.code<core::Priority>(in.priority(), "incident_opened.priority");
  if (!in.has_respond_by()) check.missing("incident_opened.respond_by");
  out.respond_by = from_proto(in.respond_by());
  for (const auto member : in.members()) out.members.emplace_back(member);
  return out;
}

void to_proto(const core::IncidentAcknowledged& event, v1::IncidentAcknowledged& out) {
  out.set_incident(event.incident.value());
  out.set_user(text(event.user));
}

core::IncidentAcknowledged read(const v1::IncidentAcknowledged& in) {
  return {IncidentId(in.incident()), UserId(in.user())};
}

void to_proto(const core::IncidentClosed& event, v1::IncidentClosed& out) {
  out.set_incident(event.incident.value());
}

core::IncidentClosed read(const v1::IncidentClosed& in) { return {IncidentId(in.incident())}; }

void to_proto(const core::FloodChanged& event, v1::FloodChanged& out) {
  out.set_municipality(text(event.municipality));
  out.set_flood(event.flood);
  out.set_alarms(event.alarms);
  out.set_operators(event.operators);
}

core::FloodChanged read(const v1::FloodChanged& in) {
  return {MunicipalityId(in.municipality()), in.flood(), in.alarms(), in.operators()};
}

void to_proto(const core::HealthChanged& event, v1::HealthChanged& out) {
  out.set_subject(to_code(event.subject));
  out.set_name(text(event.name));
  out.set_well(event.well);
  out.set_detail(text(event.detail));
}

core::HealthChanged read(const v1::HealthChanged& in, Check& check) {
  return {check.code<core::HealthSubject>(in.subject(), "health_changed.subject"), in.name(),
          in.well(), in.detail()};
}

}  // namespace varde::wire
