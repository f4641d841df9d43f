// Snapshots of the core's state: they shorten recovery, and nothing else depends on them.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "broker/base/ids.h"
#include "broker/base/result.h"
#include "broker/core/state.h"
#include "broker/eventlog/log_error.h"
#include "broker/eventlog/record.h"
#include "broker/eventlog/storage.h"

namespace varde::eventlog {

// A state, and the chain that goes on from it.
struct Restored {
  core::State state;
  Chain chain;
};

// The newest snapshot that can be read and that belongs to this log, not beyond `end`; without one,
// the beginning. A damaged, foreign or newer-format one is passed over: the log has everything.
[[nodiscard]] Result<Restored, LogError> newest_snapshot(const Storage& storage, LogPosition end);

// What makes `state` the newest snapshot and leaves the one before as the other.
// REQUIRES: the record at state.log_end is in `storage`.
[[nodiscard]] Result<std::vector<Change>, LogError> snapshot_changes(const Storage& storage,
                                                                     const core::State& state);

}  // namespace varde::eventlog
