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
#include "broker/engine/committer.h"
#include "broker/engine/decider.h"
#include "broker/engine/engine.h"
#include "broker/engine/snapshots.h"
#include "broker/eventlog/event_log.h"

namespace varde::engine {

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
  [[nodiscard]] std::optional<Batch> take_batch();
  [[nodiscard]] bool has_work() const;
  void commit(Batch batch);

  const Limits limits_;
  Snapshots snapshots_;
  Committer committer_;  // Writer thread only.

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
