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

  Result<eventlog::CommitToken, eventlog::LogError> append(std::span<const core::Event> events,
                                                           LogPosition /*expected_end*/) override {
    held_.insert(held_.end(), events.begin(), events.end());
    end_ = LogPosition(end_.value() + events.size());
    if (held_.size() > most_held_) {
      auto written = ForwardingLog::append(held_, ForwardingLog::end());
      if (written.has_error()) return written;
      held_.clear();
    }
    return token(end_);
  }
  LogPosition end() const override { return end_; }
  // Of what is not there yet, none can be taken.
  Result<void, eventlog::LogError> put_snapshot(const core::State&) override { return {}; }

 private:
  const std::size_t most_held_;
  std::vector<core::Event> held_;
  LogPosition end_;
};

}  // namespace varde::test
