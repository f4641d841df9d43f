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

}  // namespace varde::wire
