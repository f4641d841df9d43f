// Inside broker/wire: the parts of a v1::SnapshotState, written and read by subject. What cannot be
// read is told to `Check`, as everywhere here; a damaged snapshot never ends the process.
#pragma once

#include "broker/core/state.h"
#include "broker/wire/values.h"
#include "varde/v1/snapshot.pb.h"

namespace varde::wire {

// snapshot_alarms.cc
void write_alarms(const core::AlarmBook& alarms, v1::SnapshotState& out);
void read_alarms(const v1::SnapshotState& in, core::AlarmBook& out, Check& check);

// snapshot_devices.cc. REQUIRES for reading: the register is read.
void write_register(const core::Register& known, v1::RegisterChanged& out);
void write_devices(const core::State& state, v1::SnapshotState& out);
void read_devices(const v1::SnapshotState& in, core::State& out, Check& check);

// snapshot_duty.cc
void write_connections(const core::State& state, v1::SnapshotState& out);
void read_connections(const v1::SnapshotState& in, core::State& out, Check& check);

// Timers, exceptions and what is known to be unwell.
void write_pending(const core::State& state, v1::SnapshotState& out);
void read_pending(const v1::SnapshotState& in, core::State& out, Check& check);

void write_incidents(const core::Incidents& incidents, v1::SnapshotIncidents& out);
[[nodiscard]] core::Incidents read_incidents(const v1::SnapshotIncidents& in, Check& check);

void write_duty(const core::Duty& duty, v1::SnapshotDuty& out);
[[nodiscard]] core::Duty read_duty(const v1::SnapshotDuty& in);

}  // namespace varde::wire
