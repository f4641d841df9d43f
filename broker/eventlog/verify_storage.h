// Verification of a log that is open already.
#pragma once

#include <functional>

#include "broker/base/result.h"
#include "broker/eventlog/rocksdb_event_log.h"
#include "broker/eventlog/storage.h"

namespace varde::eventlog {

// Checks each record, the chain and the indexes. `progress` may be empty.
[[nodiscard]] Result<Verification, LogError> verify_storage(
    const Storage& storage, const std::function<void(LogPosition)>& progress);

}  // namespace varde::eventlog
