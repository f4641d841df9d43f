// Commits a batch of what was decided: writes it, and only then lets it out. The one place where
// receipts are settled and effects begun.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "broker/core/state.h"
#include "broker/engine/decider.h"
#include "broker/engine/engine.h"
#include "broker/eventlog/event_log.h"

namespace varde::engine {

// What a link wants to be remembered, with no decision behind it.
struct Kept {
  std::vector<eventlog::LinkRecord> records;
  std::function<void()> durable;  // Empty: it waits for a commit that comes anyway.
};

struct Batch {
  std::vector<Decided> decided;
  std::vector<Kept> kept;
};

// Thread safety: one thread.
class Committer {
 public:
  using PutSnapshot = std::function<void(std::shared_ptr<const core::State>)>;

  // All outlive the committer.
  Committer(eventlog::EventLog& log, const Engine::Hooks& hooks, PutSnapshot put_snapshot);

  // Appends all events of the batch in one write and, once durable, calls the hooks, settles the
  // receipts and begins the effects, in order. If the log fails, calls `fail_stop`, and nothing of
  // the batch is settled. Returns how many events were written; none if it failed.
  std::size_t commit(Batch batch);

 private:
  void settle(Decided& decided, const eventlog::CommitToken& token, LogPosition first);

  eventlog::EventLog& log_;
  const Engine::Hooks& hooks_;
  const PutSnapshot put_snapshot_;
  LogPosition log_end_;
};

}  // namespace varde::engine
