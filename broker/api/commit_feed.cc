#include "broker/api/commit_feed.h"

#include <algorithm>
#include <utility>

#include "broker/base/assert.h"

namespace varde::api {
namespace {

// Per read: long enough to catch up fast, short enough not to hold up the io_context for long.
constexpr std::size_t kEventsPerRead = 1'000;

}  // namespace

CommitFeed::CommitFeed(IoThread io, const eventlog::EventLog& log, ReadModel& model,
                       Changed changed, std::size_t waiting_limit)
    : log_(log),
      model_(model),
      changed_(std::move(changed)),
      waiting_limit_(waiting_limit),
      reader_(io, 1, 1) {}

bool CommitFeed::push(std::shared_ptr<const engine::CommittedBatch> batch) {
  const std::scoped_lock lock(mutex_);
  const bool first = waiting_.empty() && !let_go_;
  waiting_events_ += batch->events.size();
  waiting_.push_back(std::move(batch));
  if (waiting_events_ > waiting_limit_) {
    waiting_.clear();
    waiting_events_ = 0;
    let_go_ = true;
  }
  return first;
}

void CommitFeed::drain() {
  if (reading_) return;  // In order: what waits is folded after what is being read.
  std::vector<std::shared_ptr<const engine::CommittedBatch>> batches;
  bool let_go = false;
  {
    const std::scoped_lock lock(mutex_);
    batches.swap(waiting_);
    waiting_events_ = 0;
    let_go = std::exchange(let_go_, false);
  }
  if (let_go) return read_back();  // What `batches` holds is in the log as well.
  for (const auto& batch : batches) fold(batch->first_position, batch->events);
  run_waiters();
}

void CommitFeed::when_at(LogPosition position, std::function<void()> then) {
  if (position <= model_.position()) return then();
  waiters_.emplace(position, std::move(then));
}

void CommitFeed::fold(LogPosition first, std::span<const core::Event> events) {
  std::vector<AlarmId> changed;
  const bool follows = model_.fold(first, events, changed);
  VARDE_ASSERT(follows);
  if (!changed.empty()) changed_(changed);
}

void CommitFeed::read_back() {
  reading_ = true;
  const LogPosition from = model_.position().next();
  const bool taken = reader_.run([this, from]() -> WorkPool::Then {
    auto stored = log_.read(from, kEventsPerRead);
    return [this, from, stored = std::move(stored)]() mutable {
      reading_ = false;
      // A log that cannot be read is the log that is written to: the engine ends the process.
      VARDE_ASSERT(stored.has_value());
      std::vector<core::Event> events;
      for (auto& one : *stored) events.push_back(std::move(one.event));
      const bool more = events.size() == kEventsPerRead;
      fold(from, events);
      run_waiters();
      if (more) return read_back();
      drain();
    };
  });
  VARDE_ASSERT(taken);
}

void CommitFeed::run_waiters() {
  while (!waiters_.empty() && waiters_.begin()->first <= model_.position()) {
    auto then = std::move(waiters_.begin()->second);
    waiters_.erase(waiters_.begin());
    then();
  }
}

}  // namespace varde::api
