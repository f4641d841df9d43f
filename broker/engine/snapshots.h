// Takes snapshots on a thread of its own, so that no commit waits for one.
#pragma once

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "broker/core/state.h"
#include "broker/eventlog/event_log.h"

namespace varde::engine {

class Snapshots {
 public:
  using FailStop = std::function<void(const std::string& why)>;

  // `fail_stop` is called if the log cannot take a snapshot: what cannot write that may not write
  // events either.
  Snapshots(eventlog::EventLog& log, FailStop fail_stop);
  ~Snapshots();  // Finishes the one under way.
  Snapshots(const Snapshots&) = delete;
  Snapshots& operator=(const Snapshots&) = delete;

  // Keeps `state`. If one is still being written, only the newest of those that came since is
  // kept. REQUIRES: all events up to state->log_end are durable.
  void put(std::shared_ptr<const core::State> state);

 private:
  void run();

  eventlog::EventLog& log_;
  const FailStop fail_stop_;
  std::mutex mutex_;  // Guards next_ and stopping_.
  std::condition_variable changed_;
  std::shared_ptr<const core::State> next_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace varde::engine
