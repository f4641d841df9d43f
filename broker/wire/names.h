// The words that people, logs, metrics and JSON read: "help_call", "alarm_raised". They are those
// of proto/varde/v1, so that all of Varde says the same.
// Thread safety: pure functions.
#pragma once

#include <optional>
#include <string_view>

#include "broker/core/event.h"
#include "broker/core/vocabulary.h"

namespace varde::wire {

// The word of a value; valid for the life of the program. Empty for a number that is no word.
[[nodiscard]] std::string_view name(core::SignalKind value);
[[nodiscard]] std::string_view name(core::SignalState value);
[[nodiscard]] std::string_view name(core::Priority value);
[[nodiscard]] std::string_view name(core::AlarmType value);
[[nodiscard]] std::string_view name(core::Condition value);
[[nodiscard]] std::string_view name(core::ResponseState value);
[[nodiscard]] std::string_view name(core::Outcome value);
[[nodiscard]] std::string_view name(core::ReleaseReason value);
[[nodiscard]] std::string_view name(core::EffectOutcome value);
[[nodiscard]] std::string_view name(core::Role value);
[[nodiscard]] std::string_view name(core::DecodeFailureKind value);
[[nodiscard]] std::string_view name(core::ExceptionKind value);
[[nodiscard]] std::string_view name(core::DayType value);
[[nodiscard]] std::string_view name(core::StepKind value);
[[nodiscard]] std::string_view name(core::Channel value);
[[nodiscard]] std::string_view name(core::IncidentCause value);
[[nodiscard]] std::string_view name(core::DeviceCommand value);
[[nodiscard]] std::string_view name(core::HealthSubject value);

// What kind of event: "alarm_raised".
[[nodiscard]] std::string_view name(const core::EventBody& body);

// The value that `word` names; none if it names none. `Enum` is one of the above.
template <class Enum>
[[nodiscard]] std::optional<Enum> parse(std::string_view word);

}  // namespace varde::wire
