// Brings committed events from the writer thread to the read model, in order and without gaps.
//
// The writer thread must not wait, and what waits must not grow without bound: if the thread of the
// io_context falls kEventsWaiting behind, what waits is let go and read back from the log.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <vector>

#include "broker/api/io_thread.h"
#include "broker/api/read_model.h"
#include "broker/api/work_pool.h"
#include "broker/engine/engine.h"
#include "broker/eventlog/event_log.h"

namespace varde::api {

inline constexpr std::size_t kEventsWaiting = 20'000;

class CommitFeed {
 public:
  // Told of the alarms that changed (with repetitions), after the model has them.
  using Changed = std::function<void(const std::vector<AlarmId>&)>;

  CommitFeed(IoThread io, const eventlog::EventLog& log, ReadModel& model, Changed changed,
             std::size_t waiting_limit = kEventsWaiting);

  // Hands over; any thread. True if `drain` is to be called on the thread of the io_context.
  [[nodiscard]] bool push(std::shared_ptr<const engine::CommittedBatch> batch);

  // The rest: thread of the io_context only.
  void drain();

  // Runs `then` once the model is at `position`; at once if it is there.
  void when_at(LogPosition position, std::function<void()> then);

  // Before the log goes.
  void stop() { reader_.stop(); }

 private:
  void fold(LogPosition first, std::span<const core::Event> events);
  void read_back();
  void run_waiters();

  const eventlog::EventLog& log_;
  ReadModel& model_;
  const Changed changed_;
  const std::size_t waiting_limit_;

  std::mutex mutex_;  // Guards the next three.
  std::vector<std::shared_ptr<const engine::CommittedBatch>> waiting_;
  std::size_t waiting_events_ = 0;
  bool let_go_ = false;  // Something that was handed over must be read from the log.

  bool reading_ = false;  // Then no batch is folded.
  std::multimap<LogPosition, std::function<void()>> waiters_;
  WorkPool reader_;  // One thread, one read at a time.
};

}  // namespace varde::api
