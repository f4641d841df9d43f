// One example of each kind of event, every field filled, as the golden files hold it.
//
// An example once kept in a golden file never changes. What is new in an event gets an example of
// its own beside the old one: docs/internals/contract.md.
#pragma once

#include <cstddef>
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

}  // namespace varde::test
