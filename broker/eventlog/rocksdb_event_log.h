// The event log on RocksDB. Format: docs/internals/event-log.md.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "broker/base/ids.h"
#include "broker/base/instant.h"
#include "broker/base/result.h"
#include "broker/core/signal.h"
#include "broker/eventlog/event_log.h"
#include "broker/eventlog/log_error.h"
#include "broker/eventlog/seams.h"

namespace varde::eventlog {

struct OpenOptions {
  std::filesystem::path folder;
  bool create = false;  // Make an empty log where there is none.

  // False only in test programs that show what is lost without it: then not even the operating
  // system is told before the log is closed, and the watermark stays where it is.
  bool sync = true;

  // Hears, on a thread of the log, that the watermark could not be written. The log goes on, and
  // tries again with the next second. May be empty.
  std::function<void(const LogError&)> watermark_failed;

  Seams seams = {};  // Only tests.
};

// Opens the log for appending. Checks the watermark: a log that comes back shorter than what was
// once durable is refused (ShorterThanWatermark), never opened silently; a torn tail that was never
// acknowledged is cut off by the storage itself. One process at a time: InUse.
[[nodiscard]] Result<std::unique_ptr<EventLog>, LogError> open_event_log(
    const OpenOptions& options);

// Opens the log of a running or stopped broker for reading. `append` and `put_snapshot` answer
// Storage. `refresh` (below) shows what was appended since. Does not ask the watermark, so that a
// damaged log can be looked at; `verify` does. Thread safety: one thread at a time.
class LogReader {
 public:
  [[nodiscard]] static Result<LogReader, LogError> open(const std::filesystem::path& folder);
  LogReader(LogReader&&) noexcept;
  LogReader& operator=(LogReader&&) noexcept;
  ~LogReader();

  [[nodiscard]] const EventLog& log() const;
  [[nodiscard]] Result<void, LogError> refresh();

  // The newest `limit` messages from the device and alarms raised by it, in order. What became of
  // an alarm: EventLog::read_alarm.
  [[nodiscard]] Result<std::vector<StoredEvent>, LogError> read_device(
      const core::DeviceRef& device, std::size_t limit) const;

  // The same of a whole municipality.
  [[nodiscard]] Result<std::vector<StoredEvent>, LogError> read_municipality(
      const MunicipalityId& municipality, std::size_t limit) const;

  // Where the messages with this signal key stand, oldest first. Keys are kept for 7 days; an
  // older one may be found or not.
  [[nodiscard]] Result<std::vector<LogPosition>, LogError> find_key(
      const core::DeviceRef& device, const core::SignalKey& key) const;

  // The first event at or after `at`; none if there is none.
  [[nodiscard]] Result<LogPosition, LogError> find_time(Instant at) const;

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

// Reads the whole log, of a running or stopped broker, and checks each record, the chain, the
// watermark and the indexes. The error names the first bad record. `progress` is called now and
// then with the position reached.
[[nodiscard]] Result<Verification, LogError> verify(
    const std::filesystem::path& folder, const std::function<void(LogPosition)>& progress = {});

// For the person who has decided to go on with what is left of a damaged log: checks that it holds
// together, gives it a new id (what a console saw of the old one may be gone) and a watermark at
// its end, whatever the old one said. After it the log opens. Errors: as `verify` without the
// watermark; InUse.
[[nodiscard]] Result<Verification, LogError> accept_loss(const std::filesystem::path& folder);

}  // namespace varde::eventlog
