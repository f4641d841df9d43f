// The words of the core and the numbers they are stored under: the same numbers (enums.cc holds
// them equal), so that turning one into the other is a cast and a check.
#pragma once

#include <optional>

#include "broker/core/vocabulary.h"
#include "varde/v1/vocabulary.pb.h"

namespace varde::wire {

// The protobuf message that a core enum's numbers stand in.
template <class Core>
struct WordsOf;
template <>
struct WordsOf<core::SignalKind> {
  using Type = v1::SignalKind;
};
template <>
struct WordsOf<core::SignalState> {
  using Type = v1::SignalState;
};
template <>
struct WordsOf<core::Priority> {
  using Type = v1::Priority;
};
template <>
struct WordsOf<core::AlarmType> {
  using Type = v1::AlarmType;
};
template <>
struct WordsOf<core::Condition> {
  using Type = v1::Condition;
};
template <>
struct WordsOf<core::ResponseState> {
  using Type = v1::ResponseState;
};
template <>
struct WordsOf<core::Outcome> {
  using Type = v1::Outcome;
};
template <>
struct WordsOf<core::ReleaseReason> {
  using Type = v1::ReleaseReason;
};
template <>
struct WordsOf<core::EffectOutcome> {
  using Type = v1::EffectOutcome;
};
template <>
struct WordsOf<core::Role> {
  using Type = v1::Role;
};
template <>
struct WordsOf<core::DecodeFailureKind> {
  using Type = v1::DecodeFailureKind;
};
template <>
struct WordsOf<core::ExceptionKind> {
  using Type = v1::ExceptionKind;
};
template <>
struct WordsOf<core::DayType> {
  using Type = v1::DayType;
};
template <>
struct WordsOf<core::StepKind> {
  using Type = v1::StepKind;
};
template <>
struct WordsOf<core::Channel> {
  using Type = v1::Channel;
};
template <>
struct WordsOf<core::IncidentCause> {
  using Type = v1::IncidentCause;
};
template <>
struct WordsOf<core::DeviceCommand> {
  using Type = v1::DeviceCommand;
};
template <>
struct WordsOf<core::HealthSubject> {
  using Type = v1::HealthSubject;
};

template <class Core>
using Words = typename WordsOf<Core>::Type;

template <class Core>
[[nodiscard]] constexpr typename Words<Core>::Code to_code(Core value) {
  return static_cast<typename Words<Core>::Code>(value);
}

// None where this version does not know the number: a later one wrote it.
template <class Core>
[[nodiscard]] std::optional<Core> from_code(typename Words<Core>::Code code) {
  if (!Words<Core>::Code_IsValid(code)) return std::nullopt;
  return static_cast<Core>(code);
}

}  // namespace varde::wire
