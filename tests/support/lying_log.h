// A log that says "on disk" of what it still holds in memory: the negative control of every test of
// acknowledgements. What it holds goes with it.
#pragma once

#include <cstddef>
#include <vector>

#include "tests/support/forwarding_log.h"

namespace varde::test {

class LyingLog : public ForwardingLog {
 public:
  // Holds back up to `held` events before it really appends.
  LyingLog(eventlog::EventLog& log, std::size_t held)
      : ForwardingLog(log), most_held_(held), end_(log.end()) {}

  using EventLog::append;
  Result<eventlog::CommitToken, eventlog::LogError> append(
      std::span<const core::Event> events, LogPosition /*expected_end*/,
      std::span<const eventlog::LinkRecord> records) override {
    held_.insert(held_.end(), events.begin(), events.end());
    held_records_.insert(held_records_.end(), records.begin(), records.end());
    end_ = LogPosition(end_.value() + events.size());
    if (held_.size() > most_held_) {
      auto written = ForwardingLog::append(held_, ForwardingLog::end(), held_records_);
      if (written.has_error()) return written;
      held_.clear();
      held_records_.clear();
    }
    return token(end_);
  }
  LogPosition end() const override { return end_; }
  // Of what is not there yet, none can be taken.
  Result<void, eventlog::LogError> put_snapshot(const core::State&) override { return {}; }

 private:
  const std::size_t most_held_;
  std::vector<core::Event> held_;
  std::vector<eventlog::LinkRecord> held_records_;
  LogPosition end_;
};

}  // namespace varde::test
