// Inside broker/wire: the events that have a file of their own, by subject. The others stand in
// events.cc.
#pragma once

#include "broker/core/event.h"
#include "broker/wire/values.h"
#include "varde/v1/event.pb.h"

namespace varde::wire {

// timers.cc
void to_proto(const core::TimerCleared& cleared, v1::TimerCleared& out);
[[nodiscard]] core::TimerCleared read(const v1::TimerCleared& in);

// exceptions.cc
void to_proto(const core::ExceptionBegun& begun, v1::ExceptionBegun& out);
[[nodiscard]] core::ExceptionBegun read(const v1::ExceptionBegun& in, Check& check);
void to_proto(const core::ExceptionEnded& ended, v1::ExceptionEnded& out);
[[nodiscard]] core::ExceptionEnded read(const v1::ExceptionEnded& in);

// shelf_events.cc: what becomes of an alarm while nobody works on it.
void to_proto(const core::AlarmShelved& event, v1::AlarmShelved& out);
[[nodiscard]] core::AlarmShelved read(const v1::AlarmShelved& in, Check& check);
void to_proto(const core::AlarmUnshelved& event, v1::AlarmUnshelved& out);
[[nodiscard]] core::AlarmUnshelved read(const v1::AlarmUnshelved& in);
void to_proto(const core::ShelfReminded& event, v1::ShelfReminded& out);
[[nodiscard]] core::ShelfReminded read(const v1::ShelfReminded& in);
void to_proto(const core::AlarmBecameStale& event, v1::AlarmBecameStale& out);
[[nodiscard]] core::AlarmBecameStale read(const v1::AlarmBecameStale& in);
void to_proto(const core::AlarmChattered& event, v1::AlarmChattered& out);
[[nodiscard]] core::AlarmChattered read(const v1::AlarmChattered& in);

// duty_events.cc: escalation, offers, shifts, consoles.
void to_proto(const core::AlarmEscalated& event, v1::AlarmEscalated& out);
[[nodiscard]] core::AlarmEscalated read(const v1::AlarmEscalated& in, Check& check);
void to_proto(const core::EscalationRestarted& event, v1::EscalationRestarted& out);
[[nodiscard]] core::EscalationRestarted read(const v1::EscalationRestarted& in);
void to_proto(const core::ClaimOffered& event, v1::ClaimOffered& out);
[[nodiscard]] core::ClaimOffered read(const v1::ClaimOffered& in);
void to_proto(const core::ClaimOfferEnded& event, v1::ClaimOfferEnded& out);
[[nodiscard]] core::ClaimOfferEnded read(const v1::ClaimOfferEnded& in);
void to_proto(const core::ShiftBegun& event, v1::ShiftBegun& out);
[[nodiscard]] core::ShiftBegun read(const v1::ShiftBegun& in);
void to_proto(const core::ShiftEnded& event, v1::ShiftEnded& out);
[[nodiscard]] core::ShiftEnded read(const v1::ShiftEnded& in);
void to_proto(const core::ConsoleConnected& event, v1::ConsoleConnected& out);
[[nodiscard]] core::ConsoleConnected read(const v1::ConsoleConnected& in, Check& check);

// incident_events.cc: incidents, floods, and the health of Varde itself.
void to_proto(const core::IncidentAcknowledged& event, v1::IncidentAcknowledged& out);
[[nodiscard]] core::IncidentAcknowledged read(const v1::IncidentAcknowledged& in);
void to_proto(const core::IncidentClosed& event, v1::IncidentClosed& out);
[[nodiscard]] core::IncidentClosed read(const v1::IncidentClosed& in);
void to_proto(const core::FloodChanged& event, v1::FloodChanged& out);
[[nodiscard]] core::FloodChanged read(const v1::FloodChanged& in);
void to_proto(const core::HealthChanged& event, v1::HealthChanged& out);
[[nodiscard]] core::HealthChanged read(const v1::HealthChanged& in, Check& check);

}  // namespace varde::wire
