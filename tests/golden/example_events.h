// One example of each kind of event, every field filled, as the golden files hold it.
//
// An example once kept in a golden file never changes. What is new in an event gets an example of
// its own beside the old one: docs/internals/contract.md.
#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "broker/core/event.h"

namespace varde::test {

// Deleted: a kind of event without an example does not compile.
template <class Body>
Body example() = delete;
template <>
core::BrokerStarted example();
template <>
core::RegisterChanged example();
template <>
core::MessageReceived example();
template <>
core::MessageUndecodable example();
template <>
core::LinkChanged example();
template <>
core::AdapterChanged example();
template <>
core::AlarmRaised example();
template <>
core::AlarmRepeated example();
template <>
core::AlarmReturnedToNormal example();
template <>
core::AlarmAcknowledged example();
template <>
core::AlarmClaimed example();
template <>
core::ClaimReleased example();
template <>
core::NoteAdded example();
template <>
core::ResponderDispatched example();
template <>
core::AlarmResolved example();
template <>
core::ConsoleConnected example();
template <>
core::ConsoleLost example();
template <>
core::ConsoleGone example();
template <>
core::EffectRequested example();
template <>
core::EffectConcluded example();
template <>
core::RulesChanged example();
template <>
core::PoliciesChanged example();
template <>
core::TimerSet example();
template <>
core::TimerCleared example();
template <>
core::AlarmShelved example();
template <>
core::AlarmUnshelved example();
template <>
core::ShelfReminded example();
template <>
core::AlarmBecameStale example();
template <>
core::AlarmChattered example();
template <>
core::ExceptionBegun example();
template <>
core::ExceptionEnded example();
template <>
core::AlarmEscalated example();
template <>
core::EscalationRestarted example();
template <>
core::ClaimOffered example();
template <>
core::ClaimOfferEnded example();
template <>
core::ShiftBegun example();
template <>
core::ShiftEnded example();
template <>
core::IncidentOpened example();
template <>
core::IncidentAcknowledged example();
template <>
core::IncidentClosed example();
template <>
core::FloodChanged example();
template <>
core::HealthChanged example();

// `body` as an event; what a person does carries the command it came from.
[[nodiscard]] core::Event example_event(core::EventBody body);

// One of each, in the order of core::EventBody.
[[nodiscard]] inline std::vector<core::Event> example_events() {
  return []<std::size_t... kIndex>(std::index_sequence<kIndex...>) {
    return std::vector<core::Event>{
        example_event(example<std::variant_alternative_t<kIndex, core::EventBody>>())...};
  }
  (std::make_index_sequence<std::variant_size_v<core::EventBody>>());
}

// Events whose fields came after their first example was kept, with the name of their golden file.
struct LaterExample {
  std::string file;  // "alarm_raised.2".
  core::Event event;
};
[[nodiscard]] std::vector<LaterExample> later_examples();

}  // namespace varde::test
