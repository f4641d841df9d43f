// Who is asked, and who is there: escalation, offers, shifts, consoles.
#include "broker/wire/event_bodies.h"

namespace varde::wire {

void to_proto(const core::AlarmEscalated& event, v1::AlarmEscalated& out) {
  out.set_alarm(event.alarm.value());
  out.set_policy(text(event.policy));
  out.set_step(event.step);
  out.set_round(event.round);
  out.set_kind(to_code(event.kind));
  to_proto(event.reached, *out.mutable_reached());
  out.set_not_reached(text(event.not_reached));
  if (event.next_at) to_proto(*event.next_at, *out.mutable_next_at());
  out.set_next_step(event.next_step);
  if (event.base) to_proto(*event.base, *out.mutable_base());
  out.set_failed(event.failed);
}

core::AlarmEscalated read(const v1::AlarmEscalated& in, Check& check) {
  core::AlarmEscalated out;
  out.alarm = AlarmId(in.alarm());
  out.policy = PolicyId(in.policy());
  out.step = in.step();
  out.round = in.round();
  out.kind = check.code<core::StepKind>(in.kind(), "alarm_escalated.kind");
  out.reached = read_names<std::string>(in.reached());
  out.not_reached = in.not_reached();
  if (in.has_next_at()) out.next_at = from_proto(in.next_at());
  out.next_step = in.next_step();
  if (in.has_base()) out.base = from_proto(in.base());
  out.failed = in.failed();
  return out;
}

void to_proto(const core::EscalationRestarted& event, v1::EscalationRestarted& out) {
  out.set_alarm(event.alarm.value());
  out.set_policy(text(event.policy));
  if (event.next_at) to_proto(*event.next_at, *out.mutable_next_at());
}

core::EscalationRestarted read(const v1::EscalationRestarted& in) {
  core::EscalationRestarted out{AlarmId(in.alarm()), PolicyId(in.policy()), std::nullopt};
  if (in.has_next_at()) out.next_at = from_proto(in.next_at());
  return out;
}

void to_proto(const core::ClaimOffered& event, v1::ClaimOffered& out) {
  out.set_alarm(event.alarm.value());
  out.set_user(text(event.user));
  out.set_to(text(event.to));
}

core::ClaimOffered read(const v1::ClaimOffered& in) {
  return {AlarmId(in.alarm()), UserId(in.user()), UserId(in.to())};
}

void to_proto(const core::ClaimOfferEnded& event, v1::ClaimOfferEnded& out) {
  out.set_alarm(event.alarm.value());
  out.set_user(text(event.user));
  out.set_accepted(event.accepted);
}

core::ClaimOfferEnded read(const v1::ClaimOfferEnded& in) {
  return {AlarmId(in.alarm()), UserId(in.user()), in.accepted()};
}

void to_proto(const core::ShiftBegun& event, v1::ShiftBegun& out) {
  out.set_user(text(event.user));
  to_proto(event.municipalities, *out.mutable_municipalities());
}

core::ShiftBegun read(const v1::ShiftBegun& in) {
  return {UserId(in.user()), read_names<MunicipalityId>(in.municipalities())};
}

void to_proto(const core::ShiftEnded& event, v1::ShiftEnded& out) {
  out.set_user(text(event.user));
  out.set_note(text(event.note));
}

core::ShiftEnded read(const v1::ShiftEnded& in) { return {UserId(in.user()), in.note()}; }

void to_proto(const core::ConsoleConnected& event, v1::ConsoleConnected& out) {
  out.set_session(text(event.session));
  out.set_user(text(event.user));
  out.set_role(to_code(event.role));
  to_proto(event.municipalities, *out.mutable_municipalities());
}

core::ConsoleConnected read(const v1::ConsoleConnected& in, Check& check) {
  return {SessionId(in.session()), UserId(in.user()),
          check.code<core::Role>(in.role(), "console_connected.role"),
          read_names<MunicipalityId>(in.municipalities())};
}

}  // namespace varde::wire
