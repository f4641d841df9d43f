#include "broker/engine/writer.h"

#include <iterator>
#include <utility>

#include "broker/base/overload.h"

namespace varde::engine {

Writer::Writer(eventlog::EventLog& log, const Engine::Hooks& hooks, const Limits& limits)
    : log_(log),
      hooks_(hooks),
      limits_(limits),
      snapshots_(log, hooks.fail_stop),
      log_end_(log.end()) {}

void Writer::start() {
  thread_ = std::thread([this] { run(); });
}

void Writer::put(Decided decided) {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return queue_.size() < limits_.undurable_messages; });
  queue_.push_back(std::move(decided));
  changed_.notify_all();
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
  for (;;) {
    std::vector<Decided> batch = take_batch();
    if (batch.empty()) return;
    commit(std::move(batch));
  }
}

// Everything that queued while the last sync ran, within the bounds of one batch.
std::vector<Decided> Writer::take_batch() {
  std::vector<Decided> batch;
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return stopping_ || !queue_.empty(); });
  std::size_t bytes = 0;
  while (!queue_.empty() && batch.size() < limits_.batch_messages) {
    bytes += queue_.front().bytes;
    if (!batch.empty() && bytes > limits_.batch_bytes) break;
    batch.push_back(std::move(queue_.front()));
    queue_.pop_front();
  }
  changed_.notify_all();
  return batch;
}

void Writer::commit(std::vector<Decided> batch) {
  auto committed = std::make_shared<CommittedBatch>();
  committed->first_position = log_end_.next();
  for (Decided& decided : batch) {
    std::move(decided.events.begin(), decided.events.end(), std::back_inserter(committed->events));
  }
  const auto token = append(committed->events);
  if (!token) {
    hooks_.fail_stop("the event log cannot be written: " + token.error().detail);
    return;  // Only where a test's fail_stop comes back: nothing of this batch is settled.
  }
  log_end_ = LogPosition(log_end_.value() + committed->events.size());
  if (!committed->events.empty()) {
    commits_ += 1;
    events_ += committed->events.size();
    if (hooks_.committed) hooks_.committed(committed);
  }
  for (Decided& decided : batch) settle(decided, *token);
}

Result<eventlog::CommitToken, eventlog::LogError> Writer::append(
    const std::vector<core::Event>& events) {
  began_ = std::chrono::steady_clock::now();
  auto token = log_.append(events, log_end_);
  if (commit_under_way() >= kSlowCommit) slow_commits_ += 1;
  began_ = std::chrono::steady_clock::time_point();
  return token;
}

std::chrono::milliseconds Writer::commit_under_way() const {
  const std::chrono::steady_clock::time_point began = began_;
  if (began == std::chrono::steady_clock::time_point()) return {};
  return std::chrono::floor<std::chrono::milliseconds>(std::chrono::steady_clock::now() - began);
}

void Writer::settle(Decided& decided, const eventlog::CommitToken& token) {
  std::visit(Overload{
                 [&](std::unique_ptr<Receipt>& receipt) { acknowledge(std::move(receipt), token); },
                 [&](CommandCallback& answer) {
                   if (decided.refusal) {
                     answer(*decided.refusal);
                   } else {
                     answer(CommandDone{token.durable_up_to(), decided.alarm});
                   }
                 },
                 [&](DurableCallback& durable) {
                   if (durable) durable(token.durable_up_to());
                 },
             },
             decided.completion);
  if (hooks_.run_effect) {
    for (const core::Effect& effect : decided.effects) hooks_.run_effect(effect);
  }
  if (decided.snapshot) snapshots_.put(std::move(decided.snapshot));
}

}  // namespace varde::engine
