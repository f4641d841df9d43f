#include "broker/engine/snapshots.h"

#include <utility>

namespace varde::engine {

Snapshots::Snapshots(eventlog::EventLog& log, FailStop fail_stop)
    : log_(log), fail_stop_(std::move(fail_stop)), thread_([this] { run(); }) {}

Snapshots::~Snapshots() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_one();
  thread_.join();
}

void Snapshots::put(std::shared_ptr<const core::State> state) {
  {
    const std::lock_guard lock(mutex_);
    next_ = std::move(state);
  }
  changed_.notify_one();
}

void Snapshots::run() {
  for (;;) {
    std::shared_ptr<const core::State> state;
    {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [&] { return stopping_ || next_ != nullptr; });
      state = std::exchange(next_, nullptr);
    }
    if (state == nullptr) return;
    if (const auto kept = log_.put_snapshot(*state); !kept) {
      fail_stop_("a snapshot could not be written: " + kept.error().detail);
    }
  }
}

}  // namespace varde::engine
