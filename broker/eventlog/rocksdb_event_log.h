// The event log on RocksDB. Format: docs/internals/event-log.md.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>

#include "broker/base/result.h"
#include "broker/eventlog/event_log.h"
#include "broker/eventlog/log_error.h"

namespace varde::eventlog {

struct OpenOptions {
  std::filesystem::path folder;
  bool create = false;  // Make an empty log where there is none.

  // False only in test programs that show what is lost without it.
  bool sync = true;
};

// Opens the log for appending. Checks the watermark: a log that comes back shorter than what was
// once durable is refused (ShorterThanWatermark), never opened silently; a torn tail that was never
// acknowledged is cut off by the storage itself.
[[nodiscard]] Result<std::unique_ptr<EventLog>, LogError> open_event_log(
    const OpenOptions& options);

// Opens the log of a running or stopped broker for reading. `append` and `put_snapshot` answer
// Storage. `refresh` (below) shows what was appended since.
class LogReader {
 public:
  [[nodiscard]] static Result<LogReader, LogError> open(const std::filesystem::path& folder);
  LogReader(LogReader&&) noexcept;
  LogReader& operator=(LogReader&&) noexcept;
  ~LogReader();

  [[nodiscard]] const EventLog& log() const;
  [[nodiscard]] Result<void, LogError> refresh();

 private:
  class Impl;
  explicit LogReader(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

struct Verification {
  LogPosition end;
  std::uint64_t events = 0;
  std::string chain_sha256;  // Of the last record, in hex.
};

// Reads the whole log and checks each record, the chain and the watermark. The error names the
// first bad record. `progress` is called now and then with the position reached.
[[nodiscard]] Result<Verification, LogError> verify(
    const std::filesystem::path& folder, const std::function<void(LogPosition)>& progress = {});

}  // namespace varde::eventlog
