// What is waited for: the pending halves of rules that want time to pass.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "broker/base/ids.h"
#include "broker/base/instant.h"
#include "broker/core/signal.h"

namespace varde::core {

// One at a time for each rule and what it is about.
struct TimerKey {
  RuleId rule;          // A declared rule, or one of Varde's own ("restore-overdue").
  std::string subject;  // A device, a position, a site, a municipality: as the rule has it.
  friend auto operator<=>(const TimerKey&, const TimerKey&) = default;
};

struct Timer {
  Instant due;
  LogPosition cause;  // The message that began it.
  DeviceRef device;   // That it is about; empty where about none.
  PositionId position;
  std::vector<Instant>
      times;  // Of what is counted so far; oldest first, at most limits::kTimesPerTimer.
  friend bool operator==(const Timer&, const Timer&) = default;
};

class Timers {
 public:
  [[nodiscard]] const Timer* find(const TimerKey& key) const;
  [[nodiscard]] const std::map<TimerKey, Timer>& pending() const { return pending_; }

  // When the next is due; none if nothing is pending.
  [[nodiscard]] std::optional<Instant> next_due() const;

  // The keys of those due at `now`, soonest first, at most `most`.
  [[nodiscard]] std::vector<TimerKey> due(Instant now, std::size_t most) const;

  void set(const TimerKey& key, Timer timer);  // Replaces the one with that key.
  void clear(const TimerKey& key);

  friend bool operator==(const Timers&, const Timers&) = default;

 private:
  std::map<TimerKey, Timer> pending_;
  std::set<std::pair<Instant, TimerKey>> by_due_;
};

}  // namespace varde::core
