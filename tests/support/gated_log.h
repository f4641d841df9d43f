// A real event log behind a gate: a disk that is slow, or says no, when the test wants it to.
#pragma once

#include <condition_variable>
#include <mutex>
#include <utility>

#include "tests/support/forwarding_log.h"

namespace varde::test {

class GatedLog : public ForwardingLog {
 public:
  using EventLog::append;
  using ForwardingLog::ForwardingLog;

  // From now on appends wait at the gate.
  void close_gate() { set(&GatedLog::open_, false); }
  void open_gate() { set(&GatedLog::open_, true); }

  // From now on appends answer that the disk said no.
  void fail() { set(&GatedLog::failing_, true); }

  // How many appends have waited or are waiting at the closed gate.
  [[nodiscard]] bool somebody_waits() const {
    const std::lock_guard lock(mutex_);
    return waiting_ > 0;
  }

  Result<eventlog::CommitToken, eventlog::LogError> append(
      std::span<const core::Event> events, LogPosition expected_end,
      std::span<const eventlog::LinkRecord> records) override {
    {
      std::unique_lock lock(mutex_);
      waiting_ += 1;
      changed_.wait(lock, [&] { return open_ || failing_; });
      waiting_ -= 1;
      if (failing_) return eventlog::LogError{eventlog::LogErrorCode::Storage, "a test's disk", {}};
    }
    return ForwardingLog::append(events, expected_end, records);
  }

 private:
  void set(bool GatedLog::*what, bool value) {
    const std::lock_guard lock(mutex_);
    this->*what = value;
    changed_.notify_all();
  }

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  bool open_ = true;
  bool failing_ = false;
  int waiting_ = 0;
};

}  // namespace varde::test
