#include "broker/engine/committer.h"

#include <iterator>
#include <utility>
#include <variant>

#include "broker/base/overload.h"

namespace varde::engine {
namespace {

// Moves what is in `from` behind the end of `to`.
template <class T>
void move_to(std::vector<T>& from, std::vector<T>& to) {
  std::move(from.begin(), from.end(), std::back_inserter(to));
}

// `first` is the position of the first of its events; none if it came to none.
void answer(Decided& decided, const eventlog::CommitToken& token, LogPosition first) {
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

}  // namespace

Committer::Committer(eventlog::EventLog& log, const Engine::Hooks& hooks, PutSnapshot put_snapshot)
    : log_(log), hooks_(hooks), put_snapshot_(std::move(put_snapshot)), log_end_(log.end()) {}

std::size_t Committer::commit(Batch batch) {
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
  const auto token = log_.append(committed->events, log_end_, records);
  if (!token) {
    hooks_.fail_stop("the event log cannot be written: " + token.error().detail);
    return 0;  // Only where a test's fail_stop comes back: nothing of this batch is settled.
  }
  log_end_ = LogPosition(log_end_.value() + committed->events.size());
  if (!committed->events.empty() && hooks_.committed) hooks_.committed(committed);
  LogPosition next = committed->first_position;
  for (std::size_t i = 0; i < batch.decided.size(); ++i) {
    settle(batch.decided[i], *token, events_of[i] == 0 ? LogPosition() : next);
    next = LogPosition(next.value() + events_of[i]);
  }
  for (const Kept& kept : batch.kept) {
    if (kept.durable) kept.durable();
  }
  return committed->events.size();
}

void Committer::settle(Decided& decided, const eventlog::CommitToken& token, LogPosition first) {
  answer(decided, token, first);
  if (hooks_.run_effect) {
    for (const core::Effect& effect : decided.effects) hooks_.run_effect(effect);
  }
  if (decided.snapshot) put_snapshot_(std::move(decided.snapshot));
}

}  // namespace varde::engine
