#include "broker/engine/writer.h"

#include <iterator>
#include <utility>

#include "broker/base/overload.h"

namespace varde::engine {
namespace {

// So many records for which nobody waits are written without a commit that comes anyway.
constexpr std::size_t kMostKept = 1'024;

// Moves what is behind `from` to the end of `to`.
template <class T>
void move_to(std::vector<T>& from, std::vector<T>& to) {
  std::move(from.begin(), from.end(), std::back_inserter(to));
}

}  // namespace

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
std::optional<Writer::Batch> Writer::take_batch() {
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
  auto committed = std::make_shared<CommittedBatch>();
  committed->first_position = log_end_.next();
  // What was kept first: it was asked for before the messages of the same commit were, or has
  // nothing to do with them.
  std::vector<eventlog::LinkRecord> records;
  for (Kept& kept : batch.kept) move_to(kept.records, records);
  std::vector<std::size_t> events_of;  // How many each decided input came to.
  for (Decided& decided : batch.decided) {
    events_of.push_back(decided.events.size());
    move_to(decided.events, committed->events);
    move_to(decided.records, records);
  }
  const auto token = append(committed->events, records);
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
  LogPosition next = committed->first_position;
  for (std::size_t i = 0; i < batch.decided.size(); ++i) {
    settle(batch.decided[i], *token, events_of[i] == 0 ? LogPosition() : next);
    next = LogPosition(next.value() + events_of[i]);
  }
  for (const Kept& kept : batch.kept) {
    if (kept.durable) kept.durable();
  }
}

Result<eventlog::CommitToken, eventlog::LogError> Writer::append(
    const std::vector<core::Event>& events, const std::vector<eventlog::LinkRecord>& records) {
  began_ = std::chrono::steady_clock::now();
  auto token = log_.append(events, log_end_, records);
  if (commit_under_way() >= kSlowCommit) slow_commits_ += 1;
  began_ = std::chrono::steady_clock::time_point();
  return token;
}

std::chrono::milliseconds Writer::commit_under_way() const {
  const std::chrono::steady_clock::time_point began = began_;
  if (began == std::chrono::steady_clock::time_point()) return {};
  return std::chrono::floor<std::chrono::milliseconds>(std::chrono::steady_clock::now() - began);
}

// `first` is the position of the first of its events; none if it came to none.
void Writer::settle(Decided& decided, const eventlog::CommitToken& token, LogPosition first) {
  answer(decided, token, first);
  if (hooks_.run_effect) {
    for (const core::Effect& effect : decided.effects) hooks_.run_effect(effect);
  }
  if (decided.snapshot) snapshots_.put(std::move(decided.snapshot));
}

void Writer::answer(Decided& decided, const eventlog::CommitToken& token, LogPosition first) {
  std::visit(Overload{
                 [&](std::unique_ptr<Receipt>& receipt) {
                   if (!receipt) return;
                   acknowledge(std::move(receipt), token,
                               {first, token.durable_up_to(), decided.alarm, decided.known});
                 },
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
}

}  // namespace varde::engine
