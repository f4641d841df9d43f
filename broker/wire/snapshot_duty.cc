// Who is connected and on shift, what runs and what is pending, as a snapshot keeps them.
#include <utility>

#include "broker/wire/snapshot_parts.h"

namespace varde::wire {
namespace {

using wire::read;  // Beside the ones for larger values below.

core::Incident read(const v1::SnapshotIncident& in, Check& check) {
  core::IncidentOpened opened = read(in.opened(), check);
  core::Incident out;
  out.id = opened.incident;
  out.municipality = std::move(opened.municipality);
  out.cause = opened.cause;
  out.subject = std::move(opened.subject);
  out.type = opened.type;
  out.priority = opened.priority;
  out.opened_at = from_proto(in.opened_at());
  out.respond_by = opened.respond_by;
  out.acknowledged_by = UserId(in.acknowledged_by());
  out.members.insert(opened.members.begin(), opened.members.end());
  out.alarms = in.alarms();
  return out;
}

void write(const core::Incident& incident, v1::SnapshotIncident& out) {
  const core::IncidentOpened opened{
      incident.id,         incident.municipality,
      incident.cause,      incident.subject,
      incident.type,       incident.priority,
      incident.respond_by, {incident.members.begin(), incident.members.end()}};
  to_proto(opened, *out.mutable_opened());
  to_proto(incident.opened_at, *out.mutable_opened_at());
  out.set_acknowledged_by(text(incident.acknowledged_by));
  out.set_alarms(incident.alarms);
}

}  // namespace

void write_connections(const core::State& state, v1::SnapshotState& out) {
  for (const auto& [session, console] : state.consoles) {
    auto& to = *out.add_consoles();
    to.set_session(text(session));
    to.set_user(text(console.user));
    to.set_role(to_code(console.role));
    to_proto(console.municipalities, *to.mutable_municipalities());
    if (console.gone_at) to_proto(*console.gone_at, *to.mutable_gone_at());
  }
  for (const auto& [id, link] : state.links) {
    auto& to = *out.add_links();
    to.set_link(text(id));
    to.set_up(link.up);
    to_proto(link.changed_at, *to.mutable_changed_at());
    to.set_detail(text(link.detail));
    to.set_reported(link.reported);
  }
}

void read_connections(const v1::SnapshotState& in, core::State& out, Check& check) {
  for (const auto& entry : in.consoles()) {
    core::Console console;
    console.user = UserId(entry.user());
    console.role = check.code<core::Role>(entry.role(), "console.role");
    console.municipalities = read_names<MunicipalityId>(entry.municipalities());
    if (entry.has_gone_at()) console.gone_at = from_proto(entry.gone_at());
    out.consoles[SessionId(entry.session())] = std::move(console);
  }
  for (const auto& entry : in.links()) {
    out.links[LinkId(entry.link())] = {entry.up(), from_proto(entry.changed_at()), entry.detail(),
                                       entry.reported()};
  }
}

void write_pending(const core::State& state, v1::SnapshotState& out) {
  for (const auto& [key, timer] : state.timers.pending())
    to_proto(core::TimerSet{key, timer}, *out.add_timers());
  for (const auto& [id, exception] : state.exceptions.running)
    to_proto(exception, *out.add_exceptions());
  out.set_newest_exception(state.exceptions.newest.value());
  for (const auto& [key, unwell] : state.unwell) {
    auto& to = *out.add_health();
    to.set_subject(to_code(key.first));
    to.set_name(text(key.second));
    to.set_unwell(unwell);
  }
}

void read_pending(const v1::SnapshotState& in, core::State& out, Check& check) {
  for (const auto& entry : in.timers()) {
    core::TimerSet timer = read(entry, check);
    out.timers.set(timer.key, std::move(timer.timer));
  }
  for (const auto& entry : in.exceptions()) {
    core::ServiceException exception = read(entry, check);
    const ExceptionId id = exception.id;
    out.exceptions.running.insert_or_assign(id, std::move(exception));
  }
  out.exceptions.newest = ExceptionId(in.newest_exception());
  for (const auto& entry : in.health()) {
    const auto subject = check.code<core::HealthSubject>(entry.subject(), "health.subject");
    out.unwell[{subject, entry.name()}] = entry.unwell();
  }
}

void write_incidents(const core::Incidents& incidents, v1::SnapshotIncidents& out) {
  for (const auto& [id, incident] : incidents.open) write(incident, *out.add_open());
  out.set_newest(incidents.newest.value());
  for (const auto& recent : incidents.recent) {
    auto& to = *out.add_recent();
    to.set_alarm(recent.alarm.value());
    to_proto(recent.at, *to.mutable_at());
  }
  for (const auto& municipality : incidents.floods) out.add_floods(text(municipality));
  for (const auto& [municipality, rows] : incidents.rows) {
    auto& to = *out.add_rows();
    to.set_municipality(text(municipality));
    for (const Instant at : rows) to_proto(at, *to.add_at());
  }
}

core::Incidents read_incidents(const v1::SnapshotIncidents& in, Check& check) {
  core::Incidents out;
  for (const auto& entry : in.open()) {
    core::Incident incident = read(entry, check);
    const IncidentId id = incident.id;
    out.open.insert_or_assign(id, std::move(incident));
  }
  out.newest = IncidentId(in.newest());
  for (const auto& entry : in.recent())
    out.recent.push_back({AlarmId(entry.alarm()), from_proto(entry.at())});
  for (const auto& municipality : in.floods()) out.floods.emplace(municipality);
  for (const auto& entry : in.rows()) {
    auto& rows = out.rows[MunicipalityId(entry.municipality())];
    for (const auto& at : entry.at()) rows.push_back(from_proto(at));
  }
  return out;
}

void write_duty(const core::Duty& duty, v1::SnapshotDuty& out) {
  for (const auto& [user, shift] : duty.on_shift) {
    auto& to = *out.add_on_shift();
    to.set_user(text(user));
    to_proto(shift.since, *to.mutable_since());
    to_proto(shift.municipalities, *to.mutable_municipalities());
  }
  for (const auto& handover : duty.handovers) {
    auto& to = *out.add_handovers();
    to.set_user(text(handover.user));
    to_proto(handover.at, *to.mutable_at());
    to.set_note(text(handover.note));
    to_proto(handover.municipalities, *to.mutable_municipalities());
  }
}

core::Duty read_duty(const v1::SnapshotDuty& in) {
  core::Duty out;
  for (const auto& entry : in.on_shift()) {
    out.on_shift[UserId(entry.user())] = {from_proto(entry.since()),
                                          read_names<MunicipalityId>(entry.municipalities())};
  }
  for (const auto& entry : in.handovers())
    out.handovers.push_back({UserId(entry.user()), from_proto(entry.at()), entry.note(),
                             read_names<MunicipalityId>(entry.municipalities())});
  return out;
}

}  // namespace varde::wire
