// What waits for one receiver, and what is told of the receiver's health.
//
// Knows no socket and no clock. The most urgent goes first. What fails waits for its own next
// attempt while others go; and while the receiver itself does not answer, one attempt at a time is
// made, after a growing wait, so that one that is down is not run over when it comes back.
// Thread safety: one thread at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "broker/base/instant.h"
#include "broker/core/effect.h"
#include "broker/core/vocabulary.h"
#include "broker/outbound/retry.h"

namespace varde::outbound {

// Since the start.
struct ReceiverCounters {
  std::uint64_t sent = 0;
  std::uint64_t failed = 0;
  std::uint64_t expired = 0;
  std::size_t waiting = 0;              // Now, what is under way included.
  std::optional<Instant> succeeded_at;  // Last; none: not yet.
};

struct HealthNews {
  bool well = false;
  std::string why;
};

class ReceiverQueue {
 public:
  // An escalation of a whole flood in a large municipality is hundreds; more than this is a
  // receiver that is down, and telling late is then worse than saying at once that nobody was told.
  static constexpr std::size_t kLargest = 1'000;

  // Under way at a time: a gateway that takes a second for each still gives four a second, and one
  // number that hangs does not hold up the rest.
  static constexpr std::size_t kUnderWay = 4;

  static constexpr unsigned kFailuresUnwell = 3;
  static constexpr std::chrono::seconds kOldestUnwell{60};

  explicit ReceiverQueue(Retry retry) : retry_(retry) {}

  // False, with nothing taken: so many are waiting that there is no room. One that waits already is
  // not taken again.
  [[nodiscard]] bool add(const core::Effect& effect, core::Priority priority, Instant now);

  // What is to be attempted now, and from now on is under way; none: nothing.
  [[nodiscard]] std::optional<core::Effect> next(Instant now);

  // How the attempt went. Taken and refused it is gone from here; after `failed` it waits for its
  // next, and so does the receiver. `dropped`: it turned out not to be wanted.
  void taken(EffectId effect, Instant now);
  void refused(EffectId effect, std::string why);
  void failed(EffectId effect, std::string why, double jitter, Instant now);
  void dropped(EffectId effect);

  // Takes out what is past its time and not under way.
  [[nodiscard]] std::vector<EffectId> expire(Instant now);

  // When there is something to do that was not before; none: not before something is added or
  // answered.
  [[nodiscard]] std::optional<Instant> next_at() const;

  // What is to be told of the receiver since the last call; none: nothing new.
  [[nodiscard]] std::optional<HealthNews> news(Instant now);

  [[nodiscard]] const ReceiverCounters& counters() const { return counters_; }

  // Why the last attempt failed; empty: it did not.
  [[nodiscard]] const std::string& last_failure() const { return last_failure_; }

 private:
  struct Waiting {
    core::Effect effect;
    core::Priority priority = core::Priority::Unspecified;
    Instant since;
    Instant next_at;
    unsigned attempts = 0;
    bool under_way = false;
  };

  [[nodiscard]] bool may_start(Instant now) const;
  void remove(EffectId effect);
  void note_failure(std::string why);

  Retry retry_;
  std::map<EffectId, Waiting> waiting_;
  std::size_t under_way_ = 0;
  unsigned failures_ = 0;     // In a row.
  unsigned unreachable_ = 0;  // Of them, the latest in a row that got no answer to go by.
  Instant rests_until_{};
  std::string last_failure_;
  std::optional<bool> told_;  // None: nothing yet.
  ReceiverCounters counters_;
};

}  // namespace varde::outbound
