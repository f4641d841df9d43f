// An event log that lies: it says "on disk" at once and writes later. The negative control of the
// kill test, to show that the test would see a loss.
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include "broker/eventlog/event_log.h"

namespace varde::test {

class EarlyLog : public eventlog::EventLog {
 public:
  explicit EarlyLog(std::unique_ptr<eventlog::EventLog> log)
      : log_(std::move(log)), end_(log_->end()), thread_([this] { run(); }) {}

  ~EarlyLog() override {
    {
      const std::lock_guard lock(mutex_);
      stopping_ = true;
    }
    changed_.notify_one();
    thread_.join();
  }

  Result<eventlog::CommitToken, eventlog::LogError> append(std::span<const core::Event> events,
                                                           LogPosition) override {
    const std::lock_guard lock(mutex_);
    waiting_.insert(waiting_.end(), events.begin(), events.end());
    end_ = LogPosition(end_.value() + events.size());
    return token(end_);
  }

  LogPosition end() const override {
    const std::lock_guard lock(mutex_);
    return end_;
  }
  std::string id() const override { return log_->id(); }
  Result<std::vector<eventlog::StoredEvent>, eventlog::LogError> read(
      LogPosition from, std::size_t limit) const override {
    return log_->read(from, limit);
  }
  Result<std::vector<eventlog::StoredEvent>, eventlog::LogError> read_alarm(
      AlarmId alarm, std::size_t limit) const override {
    return log_->read_alarm(alarm, limit);
  }
  Result<std::vector<eventlog::StoredEvent>, eventlog::LogError> read_undecodable(
      std::size_t limit) const override {
    return log_->read_undecodable(limit);
  }
  Result<void, eventlog::LogError> put_snapshot(const core::State&) override { return {}; }
  Result<core::State, eventlog::LogError> recover() const override { return log_->recover(); }

 private:
  // Writes each half second what has gathered, as a program would that trusts its memory.
  void run() {
    std::unique_lock lock(mutex_);
    while (!stopping_) {
      changed_.wait_for(lock, std::chrono::milliseconds(500), [&] { return stopping_; });
      const std::vector<core::Event> events = std::exchange(waiting_, {});
      lock.unlock();
      if (!log_->append(events, log_->end())) std::abort();
      lock.lock();
    }
  }

  std::unique_ptr<eventlog::EventLog> log_;
  mutable std::mutex mutex_;  // Guards all below.
  std::condition_variable changed_;
  std::vector<core::Event> waiting_;
  LogPosition end_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace varde::test
