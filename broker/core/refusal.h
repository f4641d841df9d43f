// Why the rules say no. A refusal is an answer for the person who asked, not a failure.
#pragma once

#include <cstdint>
#include <string_view>

namespace varde::core {

// The numbers are stable and never reused; each has its help in docs/reference/refusals.md.
enum class Refusal : std::uint8_t {
  AlarmNotFound = 1,
  NotAllowed = 2,
  AlreadyClaimed = 3,
  NotClaimed = 4,
  NotClaimedByYou = 5,
  AlreadyAcknowledged = 6,
  AlarmResolved = 7,
  TextEmpty = 8,
  TextTooLong = 9,
  TooManyNotes = 10,
  ConsoleNotPresent = 11,
  IdempotencyKeyReused = 12,
  OutcomeMissing = 13,
  CriticalNotShelved = 14,
  AlreadyShelved = 15,
  NotShelved = 16,
  DurationOutOfRange = 17,
  ScopeUnknown = 18,
  ExceptionNotFound = 19,
  TooManyExceptions = 20,
  NotOnShift = 21,
  AlreadyOnShift = 22,
  NothingToClaim = 23,
  IncidentNotFound = 24,
  NotOffered = 25,
  AlreadyOffered = 26,
  UserNotPresent = 27,
  DeviceUnknown = 28,
  CommandUnknown = 29,
  DeviceNotHeard = 30,
  TooManyEffects = 31,
};

inline constexpr Refusal kLastRefusal = Refusal::TooManyEffects;

// The name as it stands in the enumeration, for the API and the log.
[[nodiscard]] std::string_view name(Refusal refusal);

}  // namespace varde::core
