// Decides one input after the other and folds what comes of it: the state of the running broker.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "broker/base/ids.h"
#include "broker/base/instant.h"
#include "broker/core/decide.h"
#include "broker/core/refusal.h"
#include "broker/core/state.h"
#include "broker/engine/lanes.h"
#include "broker/eventlog/event_log.h"

namespace varde::engine {

// One decided input on its way to disk.
struct Decided {
  std::vector<core::Event>
      events;  // Empty: nothing to write, but what went before must be durable.
  std::vector<core::Effect> effects;
  Completion completion;
  std::vector<eventlog::LinkRecord> records;
  std::optional<core::Refusal> refusal;  // Of a command.
  AlarmId alarm;                         // Of a command or a message.
  bool known = false;                    // A message that was received before.
  std::size_t bytes = 0;
  std::shared_ptr<const core::State> snapshot;  // The state after `events`, where one is due.
};

// What an input takes of a batch's bytes.
[[nodiscard]] std::size_t bytes_of(const core::Input& input);

// Thread safety: one thread; the counters any.
class Decider {
 public:
  // `state` is what the log recovers to, `snapshot_at` where its newest snapshot was taken; the
  // next is due `snapshot_events` later.
  Decider(core::State state, LogPosition snapshot_at, std::uint64_t snapshot_events);

  // Decides as of `now`, or as of the newest event where that is later: the clock may be set back,
  // time in the core does not run backwards.
  [[nodiscard]] Decided decide(Work work, Instant now);

  // What is left to write when the broker stops: a snapshot, if anything happened since the last.
  [[nodiscard]] Decided last();

  [[nodiscard]] const core::State& state() const { return state_; }

  [[nodiscard]] std::uint64_t messages() const { return messages_; }
  [[nodiscard]] std::uint64_t repeated() const { return repeated_; }
  [[nodiscard]] std::uint64_t undecodable() const { return undecodable_; }
  [[nodiscard]] std::uint64_t commands() const { return commands_; }
  [[nodiscard]] std::uint64_t refused_commands() const { return refused_commands_; }

 private:
  void count(const core::Input& input);
  [[nodiscard]] std::shared_ptr<const core::State> snapshot();

  core::State state_;
  LogPosition snapshot_at_;
  const std::uint64_t snapshot_events_;

  std::atomic<std::uint64_t> messages_{0};
  std::atomic<std::uint64_t> repeated_{0};
  std::atomic<std::uint64_t> undecodable_{0};
  std::atomic<std::uint64_t> commands_{0};
  std::atomic<std::uint64_t> refused_commands_{0};
};

}  // namespace varde::engine
