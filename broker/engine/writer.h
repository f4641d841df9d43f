// The writer thread: commits what was decided, in order, and only then lets it out.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "broker/core/decide.h"
#include "broker/core/state.h"
#include "broker/engine/engine.h"
#include "broker/engine/lanes.h"
#include "broker/engine/snapshots.h"
#include "broker/eventlog/event_log.h"

namespace varde::engine {

// One decided input on its way to disk.
struct Decided {
  std::vector<core::Event>
      events;  // Empty: nothing to write, but what went before must be durable.
  std::vector<core::Effect> effects;
  Completion completion;
  std::vector<eventlog::LinkRecord> records;
  std::optional<core::Refusal> refusal;  // Of a command.
  AlarmId alarm;                         // Of a command or a message.
  bool known = false;                    // A message that was received before.
  std::size_t bytes = 0;
  std::shared_ptr<const core::State> snapshot;  // The state after `events`, where one is due.
};

// What a link wants to be remembered, with no decision behind it.
struct Kept {
  std::vector<eventlog::LinkRecord> records;
  std::function<void()> durable;  // Empty: it waits for a commit that comes anyway.
};

// Thread safety: `put` from one thread, `keep` from any; `stop` after the last of both.
class Writer {
 public:
  Writer(eventlog::EventLog& log, const Engine::Hooks& hooks, const Limits& limits);

  void start();

  // Hands over, waiting while too much is decided and not yet on disk.
  void put(Decided decided);

  // Hands over without waiting; Engine::keep.
  void keep(Kept kept);

  // Commits what was handed over and ends the thread.
  void stop();

  [[nodiscard]] std::uint64_t commits() const { return commits_; }
  [[nodiscard]] std::uint64_t events() const { return events_; }
  [[nodiscard]] std::uint64_t slow_commits() const { return slow_commits_; }

  // How long the present commit has taken by now; 0 while there is none.
  [[nodiscard]] std::chrono::milliseconds commit_under_way() const;

 private:
  void run();
  struct Batch {
    std::vector<Decided> decided;
    std::vector<Kept> kept;
  };
  [[nodiscard]] std::optional<Batch> take_batch();
  [[nodiscard]] bool has_work() const;
  void commit(Batch batch);
  [[nodiscard]] Result<eventlog::CommitToken, eventlog::LogError> append(
      const std::vector<core::Event>& events, const std::vector<eventlog::LinkRecord>& records);
  void settle(Decided& decided, const eventlog::CommitToken& token, LogPosition first);
  void answer(Decided& decided, const eventlog::CommitToken& token, LogPosition first);

  eventlog::EventLog& log_;
  const Engine::Hooks& hooks_;
  const Limits limits_;
  Snapshots snapshots_;
  LogPosition log_end_;  // Writer thread only.

  std::mutex mutex_;  // Guards the four below.
  std::condition_variable changed_;
  std::deque<Decided> queue_;
  std::vector<Kept> kept_;
  bool kept_waits_ = false;  // Somebody waits for one of them.
  bool stopping_ = false;

  std::atomic<std::uint64_t> commits_{0};
  std::atomic<std::uint64_t> events_{0};
  std::atomic<std::uint64_t> slow_commits_{0};
  std::atomic<std::chrono::steady_clock::time_point> began_{};  // The present commit; else zero.
  std::thread thread_;
};

}  // namespace varde::engine
