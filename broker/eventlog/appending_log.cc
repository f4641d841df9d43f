#include "broker/eventlog/appending_log.h"

#include <utility>
#include <vector>

#include "broker/eventlog/keys.h"
#include "broker/eventlog/snapshots.h"

namespace varde::eventlog {

AppendingLog::AppendingLog(std::unique_ptr<Storage> storage, std::string id, Tail tail,
                           std::unique_ptr<WatermarkKeeper> watermark, Durability appends)
    : LogView(std::move(storage), std::move(id), tail.chain.end()),
      tail_(std::move(tail)),
      watermark_(std::move(watermark)),
      appends_(appends) {
  if (tail_.at) settled();
}

Result<CommitToken, LogError> AppendingLog::append(std::span<const core::Event> events,
                                                   LogPosition expected_end,
                                                   std::span<const LinkRecord> records) {
  if (auto why = failed()) return *std::move(why);
  if (expected_end != end()) {
    return LogError{LogErrorCode::UnexpectedEnd,
                    "expected to end at " + std::to_string(expected_end.value()), end()};
  }
  if (events.empty() && records.empty()) return token(end());

  Tail tail = tail_;
  std::vector<Change> changes;
  for (const core::Event& event : events) {
    std::string bytes = tail.chain.extend(event);
    const LogPosition position = tail.chain.end();
    changes.push_back({Family::Log, position_key(position), std::move(bytes)});
    for (Change& entry : index_entries(event, position)) changes.push_back(std::move(entry));
    if (begins_minute(tail.at, event.at))
      changes.push_back({Family::Index, minute_key(event.at), position_key(position)});
    tail.at = event.at;
  }
  for (const LinkRecord& record : records) {
    changes.push_back({Family::Link, record.key, record.value});
  }
  if (const auto written = write(changes, appends_); !written) return written.error();
  if (events.empty()) return token(end());

  tail_ = std::move(tail);
  set_end(tail_.chain.end());
  settled();
  return token(end());
}

void AppendingLog::settled() {
  storage().forget_keys_before(*tail_.at - kSignalKeysKept);
  if (watermark_) watermark_->advance(end(), tail_.chain.hash());
}

Result<void, LogError> AppendingLog::put_snapshot(const core::State& state) {
  if (auto why = failed()) return *std::move(why);
  if (state.log_end.none()) return {};
  const auto changes = snapshot_changes(storage(), state);
  if (changes.has_error()) return changes.error();
  return write(*changes, Durability::Relaxed);
}

Result<void, LogError> AppendingLog::write(std::span<const Change> changes, Durability durability) {
  auto written = storage().write(changes, durability);
  if (!written) {
    const std::scoped_lock lock(failed_mutex_);
    if (!failed_) failed_ = written.error();
  }
  return written;
}

std::optional<LogError> AppendingLog::failed() const {
  const std::scoped_lock lock(failed_mutex_);
  return failed_;
}

}  // namespace varde::eventlog
