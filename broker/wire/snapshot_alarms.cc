// The open alarms, as a snapshot keeps them.
#include <utility>

#include "broker/wire/snapshot_parts.h"

namespace varde::wire {
namespace {

using wire::read;  // Beside the ones for larger values below.

// Policy and time of the next step stand in `raised`.
void write(const core::Escalation& escalation, v1::SnapshotAlarm& out) {
  out.set_escalation_step(escalation.next_step);
  out.set_escalation_round(escalation.round);
  to_proto(escalation.base, *out.mutable_escalation_base());
  out.set_escalation_reached(escalation.reached);
  if (!escalation.delivered) return;
  out.mutable_escalation_delivered()->set_round(escalation.delivered->round);
  out.mutable_escalation_delivered()->set_step(escalation.delivered->step);
}

void read_escalation(const v1::SnapshotAlarm& in, core::Escalation& out) {
  out.next_step = in.escalation_step();
  out.round = in.escalation_round();
  out.base = from_proto(in.escalation_base());
  out.reached = in.escalation_reached();
  if (!in.has_escalation_delivered()) return;
  out.delivered =
      core::StepRef{in.escalation_delivered().round(), in.escalation_delivered().step()};
}

// What has become of it while nobody, or somebody, worked on it.
void write_life(const core::Alarm& alarm, v1::SnapshotAlarm& out) {
  if (alarm.shelf) {
    auto& shelf = *out.mutable_shelf();
    shelf.set_user(text(alarm.shelf->user));
    shelf.set_reason(text(alarm.shelf->reason));
    to_proto(alarm.shelf->until, *shelf.mutable_until());
    shelf.set_reminded(alarm.shelf->reminded);
  }
  out.set_stale(alarm.stale);
  out.set_chattering(alarm.chattering);
  for (const Instant at : alarm.changes) to_proto(at, *out.add_changes());
  to_proto(alarm.also, *out.mutable_also());
  write(alarm.escalation, out);
  out.set_offered_to(text(alarm.offered_to));
  out.set_last_owner(text(alarm.last_owner));
}

void read_life(const v1::SnapshotAlarm& in, core::Alarm& out, Check& check) {
  if (in.has_shelf()) {
    const auto& shelf = in.shelf();
    out.shelf = core::Shelf{UserId(shelf.user()), shelf.reason(), from_proto(shelf.until()),
                            shelf.reminded()};
  }
  out.stale = in.stale();
  out.chattering = in.chattering();
  out.changes.clear();
  for (const auto& at : in.changes()) out.changes.push_back(from_proto(at));
  out.also = read_codes<core::AlarmType>(in.also(), "alarm.also", check);
  read_escalation(in, out.escalation);
  out.offered_to = UserId(in.offered_to());
  out.last_owner = UserId(in.last_owner());
}

// All but the outcome: an open alarm has none.
void write(const core::Alarm& alarm, v1::SnapshotAlarm& out) {
  // What was raised, with what is known of it since.
  core::AlarmRaised raised;
  raised.alarm = alarm.id;
  raised.municipality = alarm.municipality;
  raised.position = alarm.position;
  raised.device = alarm.device;
  raised.type = alarm.type;
  raised.priority = alarm.priority;
  raised.respond_by = alarm.respond_by;
  raised.rule = alarm.rule;
  raised.test = alarm.test;
  raised.incident = alarm.incident;
  raised.policy = alarm.escalation.policy;
  raised.escalate_at = alarm.escalation.next_at;
  to_proto(raised, *out.mutable_raised());
  to_proto(alarm.raised_at, *out.mutable_raised_at());
  out.set_condition(to_code(alarm.condition));
  out.set_acknowledged_by(text(alarm.acknowledged_by));
  out.set_response(to_code(alarm.response));
  out.set_owner(text(alarm.owner));
  out.set_owner_session(text(alarm.owner_session));
  out.set_responder(text(alarm.responder));
  to_proto(alarm.last_signal_at, *out.mutable_last_signal_at());
  out.set_occurrences(alarm.occurrences);
  out.set_notes(alarm.notes);
  out.set_several_devices(alarm.several_devices);
  if (alarm.last_key) to_proto(*alarm.last_key, *out.mutable_last_key());
  write_life(alarm, out);
}

core::Alarm read(const v1::SnapshotAlarm& in, Check& check) {
  core::Alarm out = core::raise(read(in.raised(), check), from_proto(in.raised_at()));
  out.condition = check.code<core::Condition>(in.condition(), "alarm.condition");
  out.acknowledged_by = UserId(in.acknowledged_by());
  out.response = check.code<core::ResponseState>(in.response(), "alarm.response");
  out.owner = UserId(in.owner());
  out.owner_session = SessionId(in.owner_session());
  out.responder = in.responder();
  out.last_signal_at = from_proto(in.last_signal_at());
  out.occurrences = in.occurrences();
  out.notes = in.notes();
  out.several_devices = in.several_devices();
  if (in.has_last_key()) out.last_key = read(in.last_key());
  read_life(in, out, check);
  return out;
}

}  // namespace

void write_alarms(const core::AlarmBook& alarms, v1::SnapshotState& out) {
  for (const auto& [id, alarm] : alarms.open()) write(alarm, *out.add_alarms());
  out.set_newest_alarm(alarms.newest().value());
}

void read_alarms(const v1::SnapshotState& in, core::AlarmBook& out, Check& check) {
  for (const auto& entry : in.alarms()) {
    core::Alarm alarm = read(entry, check);
    // The book asserts this; a damaged snapshot must not end the process.
    if (out.find(alarm.id) != nullptr ||
        out.find(alarm.position, alarm.type, alarm.test) != nullptr) {
      check.wrong("alarms", " has one twice");
      return;
    }
    out.restore(std::move(alarm));
  }
  out.restore_newest(AlarmId(in.newest_alarm()));
}

}  // namespace varde::wire
