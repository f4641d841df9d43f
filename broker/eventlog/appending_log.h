// The event log with its writing half.
#pragma once

#include <chrono>

#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "broker/eventlog/log_view.h"
#include "broker/eventlog/watermark.h"

namespace varde::eventlog {

class AppendingLog : public LogView {
 public:
  // `tail` is that of `storage`, and on disk. Without a `watermark` none is kept. `appends` other
  // than synced only in tests that show what is lost without it.
  AppendingLog(std::unique_ptr<Storage> storage, std::string id, Tail tail,
               std::unique_ptr<WatermarkKeeper> watermark, Durability appends = Durability::Synced);

  using EventLog::append;
  Result<CommitToken, LogError> append(std::span<const core::Event> events,
                                       LogPosition expected_end,
                                       std::span<const LinkRecord> records) override;
  Result<void, LogError> put_snapshot(const core::State& state) override;

 private:
  [[nodiscard]] Result<void, LogError> write(std::span<const Change> changes,
                                             Durability durability);
  // The write that failed; none so far.
  [[nodiscard]] std::optional<LogError> failed() const;

  // REQUIRES: everything up to tail_ is on disk, and tail_ is a record.
  void settled();

  Tail tail_;
  std::unique_ptr<WatermarkKeeper> watermark_;
  Durability appends_;
  // Appends and snapshots come from threads of their own, and either may be the one that fails.
  mutable std::mutex failed_mutex_;  // Guards failed_.
  std::optional<LogError> failed_;   // Once set, nothing more is written.
};

// How long a signal's key can be looked up. Older ones are forgotten little by little.
inline constexpr Duration kSignalKeysKept = std::chrono::hours(7 * 24);

}  // namespace varde::eventlog
