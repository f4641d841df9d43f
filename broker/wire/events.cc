#include "broker/wire/events.h"

#include <variant>

#include "broker/base/overload.h"
#include "broker/wire/event_bodies.h"
#include "broker/wire/values.h"

namespace varde::wire {
namespace {

using wire::read;  // Beside the ones for larger values below.
using wire::to_proto;

// Without a catch-all on purpose: an event without a stored form does not compile.
void write_body(const core::EventBody& body, v1::Event& out) {
  std::visit(
      Overload{
          [&](const core::BrokerStarted& event) {
            auto& to = *out.mutable_broker_started();
            to.set_version(text(event.version));
            for (const LinkId& link : event.links) to.add_links(text(link));
          },
          [&](const core::RegisterChanged& event) {
            to_proto(event, *out.mutable_register_changed());
          },
          [&](const core::MessageReceived& event) {
            auto& to = *out.mutable_message_received();
            to_proto(event.raw, *to.mutable_raw());
            to.set_municipality(text(event.device.municipality));
            to.set_device(text(event.device.device));
            for (const core::Signal& signal : event.signals) to_proto(signal, *to.add_signals());
            to.set_replay_of(event.replay_of.value());
          },
          [&](const core::MessageUndecodable& event) {
            auto& to = *out.mutable_message_undecodable();
            to_proto(event.raw, *to.mutable_raw());
            to.set_municipality(text(event.device.municipality));
            to.set_device(text(event.device.device));
            to.set_kind(to_code(event.failure.kind));
            to.set_reason(text(event.failure.reason));
          },
          [&](const core::LinkChanged& event) {
            auto& to = *out.mutable_link_changed();
            to.set_link(text(event.link));
            to.set_up(event.up);
            to.set_detail(text(event.detail));
            to.set_forgotten(event.forgotten);
          },
          [&](const core::AdapterChanged& event) {
            auto& to = *out.mutable_adapter_changed();
            to.set_adapter(text(event.adapter));
            to.set_version(text(event.version));
            to.set_quarantined(event.quarantined);
            to.set_detail(text(event.detail));
          },
          [&](const core::AlarmRaised& event) { to_proto(event, *out.mutable_alarm_raised()); },
          [&](const core::AlarmRepeated& event) {
            auto& to = *out.mutable_alarm_repeated();
            to.set_alarm(event.alarm.value());
            to.set_cause(event.cause.value());
            if (event.key) to_proto(*event.key, *to.mutable_key());
            to.set_realarm(event.realarm);
            to.set_other_device(event.other_device);
            to.set_type(to_code(event.type));
            to.set_priority(to_code(event.priority));
            if (event.device != core::DeviceRef{}) to_proto(event.device, *to.mutable_device());
            if (event.respond_by) to_proto(*event.respond_by, *to.mutable_respond_by());
          },
          [&](const core::AlarmReturnedToNormal& event) {
            auto& to = *out.mutable_alarm_returned_to_normal();
            to.set_alarm(event.alarm.value());
            to.set_cause(event.cause.value());
          },
          [&](const core::AlarmAcknowledged& event) {
            auto& to = *out.mutable_alarm_acknowledged();
            to.set_alarm(event.alarm.value());
            to.set_user(text(event.user));
          },
          [&](const core::AlarmClaimed& event) {
            auto& to = *out.mutable_alarm_claimed();
            to.set_alarm(event.alarm.value());
            to.set_user(text(event.user));
            to.set_session(text(event.session));
          },
          [&](const core::ClaimReleased& event) {
            auto& to = *out.mutable_claim_released();
            to.set_alarm(event.alarm.value());
            to.set_user(text(event.user));
            to.set_reason(to_code(event.reason));
          },
          [&](const core::NoteAdded& event) {
            auto& to = *out.mutable_note_added();
            to.set_alarm(event.alarm.value());
            to.set_user(text(event.user));
            to.set_text(text(event.text));
          },
          [&](const core::ResponderDispatched& event) {
            auto& to = *out.mutable_responder_dispatched();
            to.set_alarm(event.alarm.value());
            to.set_user(text(event.user));
            to.set_responder(text(event.responder));
            to.set_text(text(event.text));
          },
          [&](const core::AlarmResolved& event) {
            auto& to = *out.mutable_alarm_resolved();
            to.set_alarm(event.alarm.value());
            to.set_user(text(event.user));
            to.set_outcome(to_code(event.outcome));
            to.set_text(text(event.text));
          },
          [&](const core::ConsoleConnected& event) {
            to_proto(event, *out.mutable_console_connected());
          },
          [&](const core::ConsoleLost& event) {
            out.mutable_console_lost()->set_session(text(event.session));
          },
          [&](const core::ConsoleGone& event) {
            out.mutable_console_gone()->set_session(text(event.session));
          },
          [&](const core::EffectRequested& event) {
            to_proto(event.effect, *out.mutable_effect_requested());
          },
          [&](const core::EffectConcluded& event) {
            auto& to = *out.mutable_effect_concluded();
            to.set_effect(event.effect.value());
            to.set_outcome(to_code(event.outcome));
            to.set_detail(text(event.detail));
          },
          [&](const core::RulesChanged& event) {
            to_proto(event.rules, *out.mutable_rules_changed()->mutable_rules());
          },
          [&](const core::PoliciesChanged& event) {
            to_proto(event.policies, *out.mutable_policies_changed()->mutable_policies());
          },
          [&](const core::TimerSet& event) { to_proto(event, *out.mutable_timer_set()); },
          [&](const core::TimerCleared& event) { to_proto(event, *out.mutable_timer_cleared()); },
          [&](const core::AlarmShelved& event) { to_proto(event, *out.mutable_alarm_shelved()); },
          [&](const core::AlarmUnshelved& event) {
            to_proto(event, *out.mutable_alarm_unshelved());
          },
          [&](const core::ShelfReminded& event) { to_proto(event, *out.mutable_shelf_reminded()); },
          [&](const core::AlarmBecameStale& event) {
            to_proto(event, *out.mutable_alarm_became_stale());
          },
          [&](const core::AlarmChattered& event) {
            to_proto(event, *out.mutable_alarm_chattered());
          },
          [&](const core::ExceptionBegun& event) {
            to_proto(event, *out.mutable_exception_begun());
          },
          [&](const core::ExceptionEnded& event) {
            to_proto(event, *out.mutable_exception_ended());
          },
          [&](const core::AlarmEscalated& event) {
            to_proto(event, *out.mutable_alarm_escalated());
          },
          [&](const core::EscalationRestarted& event) {
            to_proto(event, *out.mutable_escalation_restarted());
          },
          [&](const core::ClaimOffered& event) { to_proto(event, *out.mutable_claim_offered()); },
          [&](const core::ClaimOfferEnded& event) {
            to_proto(event, *out.mutable_claim_offer_ended());
          },
          [&](const core::ShiftBegun& event) { to_proto(event, *out.mutable_shift_begun()); },
          [&](const core::ShiftEnded& event) { to_proto(event, *out.mutable_shift_ended()); },
          [&](const core::IncidentOpened& event) {
            to_proto(event, *out.mutable_incident_opened());
          },
          [&](const core::IncidentAcknowledged& event) {
            to_proto(event, *out.mutable_incident_acknowledged());
          },
          [&](const core::IncidentClosed& event) {
            to_proto(event, *out.mutable_incident_closed());
          },
          [&](const core::FloodChanged& event) { to_proto(event, *out.mutable_flood_changed()); },
          [&](const core::HealthChanged& event) { to_proto(event, *out.mutable_health_changed()); },
      },
      body);
}

core::BrokerStarted read(const v1::BrokerStarted& in) {
  core::BrokerStarted out;
  out.version = in.version();
  for (const auto& link : in.links()) out.links.emplace_back(link);
  return out;
}

core::MessageReceived read(const v1::MessageReceived& in, Check& check) {
  core::MessageReceived out;
  out.raw = read(in.raw(), check);
  out.device = {MunicipalityId(in.municipality()), DeviceId(in.device())};
  for (const auto& signal : in.signals()) out.signals.push_back(read(signal, check));
  out.replay_of = LogPosition(in.replay_of());
  return out;
}

core::MessageUndecodable read(const v1::MessageUndecodable& in, Check& check) {
  core::MessageUndecodable out;
  out.raw = read(in.raw(), check);
  out.device = {MunicipalityId(in.municipality()), DeviceId(in.device())};
  out.failure.kind = check.code<core::DecodeFailureKind>(in.kind(), "message_undecodable.kind");
  out.failure.reason = in.reason();
  return out;
}

core::AlarmRepeated read(const v1::AlarmRepeated& in, Check& check) {
  core::AlarmRepeated out{
      AlarmId(in.alarm()), LogPosition(in.cause()), {}, in.realarm(), in.other_device()};
  if (in.has_key()) out.key = read(in.key());
  out.type = check.code<core::AlarmType>(in.type(), "alarm_repeated.type");
  out.priority = check.code<core::Priority>(in.priority(), "alarm_repeated.priority");
  if (in.has_device()) out.device = read(in.device());
  if (in.has_respond_by()) out.respond_by = from_proto(in.respond_by());
  return out;
}

core::ClaimReleased read(const v1::ClaimReleased& in, Check& check) {
  return {AlarmId(in.alarm()), UserId(in.user()),
          check.code<core::ReleaseReason>(in.reason(), "claim_released.reason")};
}

core::AlarmResolved read(const v1::AlarmResolved& in, Check& check) {
  return {AlarmId(in.alarm()), UserId(in.user()),
          check.code<core::Outcome>(in.outcome(), "alarm_resolved.outcome"), in.text()};
}

core::EffectConcluded read(const v1::EffectConcluded& in, Check& check) {
  return {EffectId(in.effect()),
          check.code<core::EffectOutcome>(in.outcome(), "effect_concluded.outcome"), in.detail()};
}

core::EventBody read_body(const v1::Event& in, Check& check) {
  switch (in.body_case()) {
    case v1::Event::kBrokerStarted: return read(in.broker_started());
    case v1::Event::kRegisterChanged: return read(in.register_changed());
    case v1::Event::kMessageReceived: return read(in.message_received(), check);
    case v1::Event::kMessageUndecodable: return read(in.message_undecodable(), check);
    case v1::Event::kLinkChanged: {
      const auto& from = in.link_changed();
      return core::LinkChanged{LinkId(from.link()), from.up(), from.detail(), from.forgotten()};
    }
    case v1::Event::kAdapterChanged: {
      const auto& from = in.adapter_changed();
      return core::AdapterChanged{AdapterId(from.adapter()), from.version(), from.quarantined(),
                                  from.detail()};
    }
    case v1::Event::kAlarmRaised: return read(in.alarm_raised(), check);
    case v1::Event::kAlarmRepeated: return read(in.alarm_repeated(), check);
    case v1::Event::kAlarmReturnedToNormal: {
      const auto& from = in.alarm_returned_to_normal();
      return core::AlarmReturnedToNormal{AlarmId(from.alarm()), LogPosition(from.cause())};
    }
    case v1::Event::kAlarmAcknowledged: {
      const auto& from = in.alarm_acknowledged();
      return core::AlarmAcknowledged{AlarmId(from.alarm()), UserId(from.user())};
    }
    case v1::Event::kAlarmClaimed: {
      const auto& from = in.alarm_claimed();
      return core::AlarmClaimed{AlarmId(from.alarm()), UserId(from.user()),
                                SessionId(from.session())};
    }
    case v1::Event::kClaimReleased: return read(in.claim_released(), check);
    case v1::Event::kNoteAdded: {
      const auto& from = in.note_added();
      return core::NoteAdded{AlarmId(from.alarm()), UserId(from.user()), from.text()};
    }
    case v1::Event::kResponderDispatched: {
      const auto& from = in.responder_dispatched();
      return core::ResponderDispatched{AlarmId(from.alarm()), UserId(from.user()), from.responder(),
                                       from.text()};
    }
    case v1::Event::kAlarmResolved: return read(in.alarm_resolved(), check);
    case v1::Event::kConsoleConnected: return read(in.console_connected(), check);
    case v1::Event::kConsoleLost: return core::ConsoleLost{SessionId(in.console_lost().session())};
    case v1::Event::kConsoleGone: return core::ConsoleGone{SessionId(in.console_gone().session())};
    case v1::Event::kEffectRequested:
      return core::EffectRequested{read(in.effect_requested(), check)};
    case v1::Event::kEffectConcluded: return read(in.effect_concluded(), check);
    case v1::Event::kRulesChanged:
      return core::RulesChanged{read(in.rules_changed().rules(), check)};
    case v1::Event::kPoliciesChanged:
      return core::PoliciesChanged{read(in.policies_changed().policies(), check)};
    case v1::Event::kTimerSet: return read(in.timer_set(), check);
    case v1::Event::kTimerCleared: return read(in.timer_cleared());
    case v1::Event::kAlarmShelved: return read(in.alarm_shelved(), check);
    case v1::Event::kAlarmUnshelved: return read(in.alarm_unshelved());
    case v1::Event::kShelfReminded: return read(in.shelf_reminded());
    case v1::Event::kAlarmBecameStale: return read(in.alarm_became_stale());
    case v1::Event::kAlarmChattered: return read(in.alarm_chattered());
    case v1::Event::kExceptionBegun: return read(in.exception_begun(), check);
    case v1::Event::kExceptionEnded: return read(in.exception_ended());
    case v1::Event::kAlarmEscalated: return read(in.alarm_escalated(), check);
    case v1::Event::kEscalationRestarted: return read(in.escalation_restarted());
    case v1::Event::kClaimOffered: return read(in.claim_offered());
    case v1::Event::kClaimOfferEnded: return read(in.claim_offer_ended());
    case v1::Event::kShiftBegun: return read(in.shift_begun());
    case v1::Event::kShiftEnded: return read(in.shift_ended());
    case v1::Event::kIncidentOpened: return read(in.incident_opened(), check);
    case v1::Event::kIncidentAcknowledged: return read(in.incident_acknowledged());
    case v1::Event::kIncidentClosed: return read(in.incident_closed());
    case v1::Event::kFloodChanged: return read(in.flood_changed());
    case v1::Event::kHealthChanged: return read(in.health_changed(), check);
    case v1::Event::BODY_NOT_SET: break;
  }
  check.no_alternative("event.body", in);
  return core::BrokerStarted{};
}

}  // namespace

void to_proto(const core::Event& event, v1::Event& out) {
  out.Clear();
  to_proto(event.at, *out.mutable_at());
  if (event.command) {
    auto& command = *out.mutable_command();
    command.set_user(text(event.command->user));
    command.set_key(text(event.command->key));
    command.set_digest(event.command->digest);
  }
  write_body(event.body, out);
}

Result<core::Event, WireError> from_proto(const v1::Event& in) {
  Check check;
  core::Event out;
  if (!in.has_at()) check.missing("event.at");
  out.at = from_proto(in.at());
  if (in.has_command()) {
    const auto& command = in.command();
    out.command = core::CommandRef{UserId(command.user()), command.key(), command.digest()};
  }
  out.body = read_body(in, check);
  if (check.error()) return *check.error();
  return out;
}

}  // namespace varde::wire
