#include "broker/wire/names.h"

#include <string>
#include <variant>

#include "broker/base/overload.h"
#include "broker/wire/enums.h"

namespace varde::wire {
namespace {

template <class Core>
std::string_view word(Core value) {
  return Words<Core>::Code_Name(to_code(value));
}

}  // namespace

std::string_view name(core::SignalKind value) { return word(value); }
std::string_view name(core::SignalState value) { return word(value); }
std::string_view name(core::Priority value) { return word(value); }
std::string_view name(core::AlarmType value) { return word(value); }
std::string_view name(core::Condition value) { return word(value); }
std::string_view name(core::ResponseState value) { return word(value); }
std::string_view name(core::Outcome value) { return word(value); }
std::string_view name(core::ReleaseReason value) { return word(value); }
std::string_view name(core::EffectOutcome value) { return word(value); }
std::string_view name(core::Role value) { return word(value); }
std::string_view name(core::DecodeFailureKind value) { return word(value); }
std::string_view name(core::ExceptionKind value) { return word(value); }
std::string_view name(core::DayType value) { return word(value); }
std::string_view name(core::StepKind value) { return word(value); }
std::string_view name(core::Channel value) { return word(value); }
std::string_view name(core::IncidentCause value) { return word(value); }
std::string_view name(core::DeviceCommand value) { return word(value); }
std::string_view name(core::HealthSubject value) { return word(value); }

std::string_view name(const core::EventBody& body) {
  using Text = std::string_view;
  return std::visit(
      Overload{
          [](const core::BrokerStarted&) -> Text { return "broker_started"; },
          [](const core::RegisterChanged&) -> Text { return "register_changed"; },
          [](const core::MessageReceived&) -> Text { return "message_received"; },
          [](const core::MessageUndecodable&) -> Text { return "message_undecodable"; },
          [](const core::LinkChanged&) -> Text { return "link_changed"; },
          [](const core::AdapterChanged&) -> Text { return "adapter_changed"; },
          [](const core::AlarmRaised&) -> Text { return "alarm_raised"; },
          [](const core::AlarmRepeated&) -> Text { return "alarm_repeated"; },
          [](const core::AlarmReturnedToNormal&) -> Text { return "alarm_returned_to_normal"; },
          [](const core::AlarmAcknowledged&) -> Text { return "alarm_acknowledged"; },
          [](const core::AlarmClaimed&) -> Text { return "alarm_claimed"; },
          [](const core::ClaimReleased&) -> Text { return "claim_released"; },
          [](const core::NoteAdded&) -> Text { return "note_added"; },
          [](const core::ResponderDispatched&) -> Text { return "responder_dispatched"; },
          [](const core::AlarmResolved&) -> Text { return "alarm_resolved"; },
          [](const core::ConsoleConnected&) -> Text { return "console_connected"; },
          [](const core::ConsoleLost&) -> Text { return "console_lost"; },
          [](const core::ConsoleGone&) -> Text { return "console_gone"; },
          [](const core::EffectRequested&) -> Text { return "effect_requested"; },
          [](const core::EffectConcluded&) -> Text { return "effect_concluded"; },
          [](const core::RulesChanged&) -> Text { return "rules_changed"; },
          [](const core::PoliciesChanged&) -> Text { return "policies_changed"; },
          [](const core::TimerSet&) -> Text { return "timer_set"; },
          [](const core::TimerCleared&) -> Text { return "timer_cleared"; },
          [](const core::AlarmShelved&) -> Text { return "alarm_shelved"; },
          [](const core::AlarmUnshelved&) -> Text { return "alarm_unshelved"; },
          [](const core::ShelfReminded&) -> Text { return "shelf_reminded"; },
          [](const core::AlarmBecameStale&) -> Text { return "alarm_became_stale"; },
          [](const core::AlarmChattered&) -> Text { return "alarm_chattered"; },
          [](const core::ExceptionBegun&) -> Text { return "exception_begun"; },
          [](const core::ExceptionEnded&) -> Text { return "exception_ended"; },
          [](const core::AlarmEscalated&) -> Text { return "alarm_escalated"; },
          [](const core::EscalationRestarted&) -> Text { return "escalation_restarted"; },
          [](const core::ClaimOffered&) -> Text { return "claim_offered"; },
          [](const core::ClaimOfferEnded&) -> Text { return "claim_offer_ended"; },
          [](const core::ShiftBegun&) -> Text { return "shift_begun"; },
          [](const core::ShiftEnded&) -> Text { return "shift_ended"; },
          [](const core::IncidentOpened&) -> Text { return "incident_opened"; },
          [](const core::IncidentAcknowledged&) -> Text { return "incident_acknowledged"; },
          [](const core::IncidentClosed&) -> Text { return "incident_closed"; },
          [](const core::FloodChanged&) -> Text { return "flood_changed"; },
          [](const core::HealthChanged&) -> Text { return "health_changed"; },
      },
      body);
}

template <class Enum>
std::optional<Enum> parse(std::string_view word) {
  typename Words<Enum>::Code code{};
  if (!Words<Enum>::Code_Parse(std::string(word), &code)) return std::nullopt;
  return static_cast<Enum>(code);
}

template std::optional<core::SignalKind> parse(std::string_view);
template std::optional<core::SignalState> parse(std::string_view);
template std::optional<core::Priority> parse(std::string_view);
template std::optional<core::AlarmType> parse(std::string_view);
template std::optional<core::Condition> parse(std::string_view);
template std::optional<core::ResponseState> parse(std::string_view);
template std::optional<core::Outcome> parse(std::string_view);
template std::optional<core::ReleaseReason> parse(std::string_view);
template std::optional<core::EffectOutcome> parse(std::string_view);
template std::optional<core::Role> parse(std::string_view);
template std::optional<core::DecodeFailureKind> parse(std::string_view);
template std::optional<core::ExceptionKind> parse(std::string_view);
template std::optional<core::DayType> parse(std::string_view);
template std::optional<core::StepKind> parse(std::string_view);
template std::optional<core::Channel> parse(std::string_view);
template std::optional<core::IncidentCause> parse(std::string_view);
template std::optional<core::DeviceCommand> parse(std::string_view);
template std::optional<core::HealthSubject> parse(std::string_view);

}  // namespace varde::wire
