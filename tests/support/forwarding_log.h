// A real event log with something in between: derive and override what differs.
#pragma once

#include "broker/eventlog/event_log.h"

namespace varde::test {

class ForwardingLog : public eventlog::EventLog {
 public:
  explicit ForwardingLog(eventlog::EventLog& log) : log_(log) {}

  using EventLog::append;
  Result<eventlog::CommitToken, eventlog::LogError> append(
      std::span<const core::Event> events, LogPosition expected_end,
      std::span<const eventlog::LinkRecord> records) override {
    return log_.append(events, expected_end, records);
  }
  LogPosition end() const override { return log_.end(); }
  std::string id() const override { return log_.id(); }
  Result<std::vector<eventlog::StoredEvent>, eventlog::LogError> read(
      LogPosition from, std::size_t limit) const override {
    return log_.read(from, limit);
  }
  Result<std::vector<eventlog::StoredEvent>, eventlog::LogError> read_alarm(
      AlarmId alarm, std::size_t limit) const override {
    return log_.read_alarm(alarm, limit);
  }
  Result<std::vector<eventlog::StoredEvent>, eventlog::LogError> read_undecodable(
      std::size_t limit, std::size_t payload_bytes) const override {
    return log_.read_undecodable(limit, payload_bytes);
  }
  Result<std::vector<LogPosition>, eventlog::LogError> find_undecoded(
      LogPosition from, std::size_t limit) const override {
    return log_.find_undecoded(from, limit);
  }
  Result<void, eventlog::LogError> read_link_records(
      std::string_view prefix,
      const std::function<void(std::string_view, std::string_view)>& each) const override {
    return log_.read_link_records(prefix, each);
  }
  Result<void, eventlog::LogError> put_snapshot(const core::State& state) override {
    return log_.put_snapshot(state);
  }
  LogPosition snapshot_end() const override { return log_.snapshot_end(); }
  Result<core::State, eventlog::LogError> recover() const override { return log_.recover(); }

 private:
  eventlog::EventLog& log_;
};

}  // namespace varde::test
