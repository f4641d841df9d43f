// What an event of rules, escalation, duty and incidents says, on one line. Of event_text.cc only.
// Thread safety: pure functions.
#pragma once

#include <string>

#include "broker/core/event.h"

namespace varde::cli {

[[nodiscard]] std::string details_of(const core::RulesChanged& e);
[[nodiscard]] std::string details_of(const core::PoliciesChanged& e);
[[nodiscard]] std::string details_of(const core::TimerSet& e);
[[nodiscard]] std::string details_of(const core::TimerCleared& e);
[[nodiscard]] std::string details_of(const core::AlarmShelved& e);
[[nodiscard]] std::string details_of(const core::AlarmUnshelved& e);
[[nodiscard]] std::string details_of(const core::ShelfReminded& e);
[[nodiscard]] std::string details_of(const core::AlarmBecameStale& e);
[[nodiscard]] std::string details_of(const core::AlarmChattered& e);
[[nodiscard]] std::string details_of(const core::ExceptionBegun& e);
[[nodiscard]] std::string details_of(const core::ExceptionEnded& e);
[[nodiscard]] std::string details_of(const core::AlarmEscalated& e);
[[nodiscard]] std::string details_of(const core::EscalationRestarted& e);
[[nodiscard]] std::string details_of(const core::ClaimOffered& e);
[[nodiscard]] std::string details_of(const core::ClaimOfferEnded& e);
[[nodiscard]] std::string details_of(const core::ShiftBegun& e);
[[nodiscard]] std::string details_of(const core::ShiftEnded& e);
[[nodiscard]] std::string details_of(const core::IncidentOpened& e);
[[nodiscard]] std::string details_of(const core::IncidentAcknowledged& e);
[[nodiscard]] std::string details_of(const core::IncidentClosed& e);
[[nodiscard]] std::string details_of(const core::FloodChanged& e);
[[nodiscard]] std::string details_of(const core::HealthChanged& e);

[[nodiscard]] std::string details_of(const core::EffectRequested& e);

}  // namespace varde::cli
