// When each device was heard last, and by when it must be heard again.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "broker/base/ids.h"
#include "broker/base/instant.h"
#include "broker/core/signal.h"

namespace varde::core {

// The clocks of one registered device. Those without an interval do not run.
struct Watched {
  Instant since;                         // Registered, or its intervals changed.
  std::optional<Instant> heard_at;       // Any message.
  std::optional<Instant> tested_at;      // A function test.
  std::optional<Duration> heard_within;  // From the register.
  std::optional<Duration> tested_within;
  bool silent = false;        // An alarm says that it is silent, or never was heard.
  bool test_missing = false;  // An alarm says so.

  // Varde cannot hear it now (its link is down, it is out of service, storage is full): both clocks
  // wait.
  bool held = false;
  // From when it could be heard: Varde started, `held` ended, or the clock was set.
  Instant listening_since{};

  // When a person settled the alarm about it, though nothing was heard: the clock begins anew.
  std::optional<Instant> silence_settled_at{};
  std::optional<Instant> test_settled_at{};
  friend bool operator==(const Watched&, const Watched&) = default;
};

// The first instant at which the device has been silent for too long, or its function test is
// missing; none while that clock does not run, or its alarm is known. A device heard exactly as
// long after as it must be was heard in time. Not before limits::kSilenceGrace, or the interval
// where that is shorter, of listening.
[[nodiscard]] std::optional<Instant> silent_from(const Watched& watched);
[[nodiscard]] std::optional<Instant> test_missing_from(const Watched& watched);

// All registered devices. Thread safety: a value.
class Supervision {
 public:
  [[nodiscard]] const Watched* find(const DeviceRef& device) const;
  [[nodiscard]] const std::map<DeviceRef, Watched>& watched() const { return watched_; }

  // When the next clock runs out; none if none runs.
  [[nodiscard]] std::optional<Instant> next_due() const;

  // Those that are due at `now` and not known to be, soonest first, at most `most`.
  [[nodiscard]] std::vector<DeviceRef> due(Instant now, std::size_t most) const;

  // Adds or replaces. O(log n), like all above but `due`.
  void put(const DeviceRef& device, const Watched& watched);
  void remove(const DeviceRef& device);

  friend bool operator==(const Supervision&, const Supervision&) = default;

 private:
  void move(const DeviceRef& device, std::optional<Instant> from, std::optional<Instant> to);

  std::map<DeviceRef, Watched> watched_;
  // By the clock that runs out first, each device once: a function of `watched_`.
  std::set<std::pair<Instant, DeviceRef>> by_due_;
};

}  // namespace varde::core
