// The reading half of the event log, over any storage. Appending is appending_log.h's.
//
// Thread safety: as EventLog; `look_again` while nothing else is called.
#pragma once

#include <atomic>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "broker/core/signal.h"
#include "broker/eventlog/event_log.h"
#include "broker/eventlog/record.h"
#include "broker/eventlog/storage.h"

namespace varde::eventlog {

// The newest record: where the next one goes on.
struct Tail {
  Chain chain;
  std::optional<Instant> at;  // None while the log is empty.
};

// Errors: as decode() of the newest record.
[[nodiscard]] Result<Tail, LogError> read_tail(const Storage& storage);

class LogView : public EventLog {
 public:
  // NotALog: the storage was not made by a log of this format.
  [[nodiscard]] static Result<std::unique_ptr<LogView>, LogError> over(
      std::unique_ptr<Storage> storage);

  // A view cannot write: Storage.
  using EventLog::append;
  Result<CommitToken, LogError> append(std::span<const core::Event> events,
                                       LogPosition expected_end,
                                       std::span<const LinkRecord> records) override;
  Result<void, LogError> put_snapshot(const core::State& state) override;

  LogPosition end() const override { return LogPosition(end_.load(std::memory_order_acquire)); }
  std::string id() const override { return id_; }
  Result<std::vector<StoredEvent>, LogError> read(LogPosition from,
                                                  std::size_t limit) const override;
  Result<std::vector<StoredEvent>, LogError> read_alarm(AlarmId alarm,
                                                        std::size_t limit) const override;
  Result<std::vector<StoredEvent>, LogError> read_undecodable(
      std::size_t limit, std::size_t payload_bytes) const override;
  Result<std::vector<LogPosition>, LogError> find_undecoded(LogPosition from,
                                                            std::size_t limit) const override;
  Result<void, LogError> read_link_records(
      std::string_view prefix,
      const std::function<void(std::string_view key, std::string_view value)>& each) const override;
  LogPosition snapshot_end() const override;
  Result<core::State, LogError> recover() const override;

  // What LogReader promises beyond EventLog: rocksdb_event_log.h.
  [[nodiscard]] Result<std::vector<StoredEvent>, LogError> read_device(
      const core::DeviceRef& device, std::size_t limit) const;
  [[nodiscard]] Result<std::vector<StoredEvent>, LogError> read_municipality(
      const MunicipalityId& municipality, std::size_t limit) const;
  [[nodiscard]] Result<std::vector<LogPosition>, LogError> find_key(
      const core::DeviceRef& device, const core::SignalKey& key) const;
  [[nodiscard]] Result<LogPosition, LogError> find_time(Instant at) const;

  // Takes in what another process has written.
  [[nodiscard]] Result<void, LogError> look_again();

 protected:
  LogView(std::unique_ptr<Storage> storage, std::string id, LogPosition end);
  [[nodiscard]] Storage& storage() const { return *storage_; }
  void set_end(LogPosition end) { end_.store(end.value(), std::memory_order_release); }

 private:
  [[nodiscard]] Result<void, LogError> find_end();

  // The newest `limit` events whose positions stand behind `prefix` in the index, newest first.
  [[nodiscard]] Result<std::vector<StoredEvent>, LogError> read_index(const std::string& prefix,
                                                                      std::size_t limit) const;
  [[nodiscard]] Result<StoredEvent, LogError> read_one(LogPosition position) const;

  std::unique_ptr<Storage> storage_;
  std::string id_;
  std::atomic<std::uint64_t> end_;
};

}  // namespace varde::eventlog
