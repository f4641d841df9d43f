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
  }
  return "Unknown";
}

}  // namespace varde::core
