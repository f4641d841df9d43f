#include "broker/core/refusal.h"

namespace varde::core {

std::string_view name(Refusal refusal) {
  switch (refusal) {
    case Refusal::AlarmNotFound: return "AlarmNotFound";
    case Refusal::NotAllowed: return "NotAllowed";
    case Refusal::AlreadyClaimed: return "AlreadyClaimed";
    case Refusal::NotClaimed: return "NotClaimed";
    case Refusal::NotClaimedByYou: return "NotClaimedByYou";
    case Refusal::AlreadyAcknowledged: return "AlreadyAcknowledged";
    case Refusal::AlarmResolved: return "AlarmResolved";
    case Refusal::TextEmpty: return "TextEmpty";
    case Refusal::TextTooLong: return "TextTooLong";
    case Refusal::TooManyNotes: return "TooManyNotes";
    case Refusal::ConsoleNotPresent: return "ConsoleNotPresent";
    case Refusal::IdempotencyKeyReused: return "IdempotencyKeyReused";
    case Refusal::OutcomeMissing: return "OutcomeMissing";
    case Refusal::CriticalNotShelved: return "CriticalNotShelved";
    case Refusal::AlreadyShelved: return "AlreadyShelved";
    case Refusal::NotShelved: return "NotShelved";
    case Refusal::DurationOutOfRange: return "DurationOutOfRange";
    case Refusal::ScopeUnknown: return "ScopeUnknown";
    case Refusal::ExceptionNotFound: return "ExceptionNotFound";
    case Refusal::TooManyExceptions: return "TooManyExceptions";
    case Refusal::NotOnShift: return "NotOnShift";
    case Refusal::AlreadyOnShift: return "AlreadyOnShift";
    case Refusal::NothingToClaim: return "NothingToClaim";
    case Refusal::IncidentNotFound: return "IncidentNotFound";
    case Refusal::NotOffered: return "NotOffered";
    case Refusal::AlreadyOffered: return "AlreadyOffered";
    case Refusal::UserNotPresent: return "UserNotPresent";
    case Refusal::DeviceUnknown: return "DeviceUnknown";
    case Refusal::CommandUnknown: return "CommandUnknown";
    case Refusal::DeviceNotHeard: return "DeviceNotHeard";
    case Refusal::TooManyEffects: return "TooManyEffects";
  }
  return "Unknown";
}

}  // namespace varde::core
