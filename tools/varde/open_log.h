// Opening and reading the broker's log, with errors that name their remedy.
#pragma once

#include <functional>
#include <string>
#include <utility>

#include "broker/app/config.h"
#include "broker/eventlog/rocksdb_event_log.h"
#include "tools/varde/command.h"

namespace varde::cli {

// "ShorterThanWatermark: the log ends ... ; see docs/reference/faults.md".
[[nodiscard]] std::string describe(const eventlog::LogError& error);

// Opens for reading; works while varded runs. Throws CannotError.
[[nodiscard]] eventlog::LogReader open_log(const app::Config& config);

// The value, or CannotError with what is wrong.
template <class T>
[[nodiscard]] T value_or_throw(Result<T, eventlog::LogError> result) {
  if (result.has_error()) throw CannotError(describe(result.error()));
  return *std::move(result);
}

// The time of the newest event: what is looked back from is the log's end, also of one that ended
// long ago. Throws CannotError if there is none.
[[nodiscard]] Instant end_time(const eventlog::EventLog& log);

// Calls `each` with every event from `next` to the end, in order; answers the position after the
// last. Throws CannotError.
LogPosition read_on(const eventlog::EventLog& log, LogPosition next,
                    const std::function<void(const eventlog::StoredEvent&)>& each);

}  // namespace varde::cli
