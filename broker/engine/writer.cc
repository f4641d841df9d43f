#include "broker/engine/writer.h"

#include <utility>

namespace varde::engine {
namespace {

// So many records for which nobody waits are written without a commit that comes anyway.
constexpr std::size_t kMostKept = 1'024;

}  // namespace

Writer::Writer(eventlog::EventLog& log, const Engine::Hooks& hooks, const Limits& limits)
    : limits_(limits),
      snapshots_(log, hooks.fail_stop),
      committer_(log, hooks, [this](std::shared_ptr<const core::State> state) {
        snapshots_.put(std::move(state));
      }) {}

void Writer::start() {
  thread_ = std::thread([this] { run(); });
}

void Writer::put(Decided decided) {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return queue_.size() < limits_.undurable_messages; });
  queue_.push_back(std::move(decided));
  changed_.notify_all();
}

void Writer::keep(Kept kept) {
  const std::lock_guard lock(mutex_);
  kept_waits_ = kept_waits_ || kept.durable;
  kept_.push_back(std::move(kept));
  if (has_work()) changed_.notify_all();
}

void Writer::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void Writer::run() {
  while (auto batch = take_batch()) commit(*std::move(batch));
}

bool Writer::has_work() const {
  return !queue_.empty() || kept_waits_ || kept_.size() >= kMostKept;
}

// Everything that queued while the last sync ran, within the bounds of one batch.
std::optional<Batch> Writer::take_batch() {
  Batch batch;
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return stopping_ || has_work(); });
  std::size_t bytes = 0;
  while (!queue_.empty() && batch.decided.size() < limits_.batch_messages) {
    bytes += queue_.front().bytes;
    if (!batch.decided.empty() && bytes > limits_.batch_bytes) break;
    batch.decided.push_back(std::move(queue_.front()));
    queue_.pop_front();
  }
  batch.kept.swap(kept_);
  kept_waits_ = false;
  changed_.notify_all();
  if (batch.decided.empty() && batch.kept.empty()) return std::nullopt;
  return batch;
}

void Writer::commit(Batch batch) {
  began_ = std::chrono::steady_clock::now();
  const std::size_t events = committer_.commit(std::move(batch));
  if (commit_under_way() >= kSlowCommit) slow_commits_ += 1;
  began_ = std::chrono::steady_clock::time_point();
  if (events == 0) return;
  commits_ += 1;
  events_ += events;
}

std::chrono::milliseconds Writer::commit_under_way() const {
  const std::chrono::steady_clock::time_point began = began_;
  if (began == std::chrono::steady_clock::time_point()) return {};
  return std::chrono::floor<std::chrono::milliseconds>(std::chrono::steady_clock::now() - began);
}

}  // namespace varde::engine
