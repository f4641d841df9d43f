// The one real clock.
#pragma once

#include <chrono>
#include <mutex>
#include <optional>

#include "broker/base/instant.h"

namespace varde::app {

// The time of day as the operating system tells it, but never backwards and never standing still:
// if the system's clock is set back, this one goes on from where it was, and follows again once the
// system's has caught up. Deadlines of people must not wait for a clock that somebody corrected.
class SystemClock : public Clock {
 public:
  using Told = std::chrono::system_clock::time_point (*)();
  using Passed = std::chrono::steady_clock::time_point (*)();

  // The two sources are arguments for the tests.
  explicit SystemClock(Told told = std::chrono::system_clock::now,
                       Passed passed = std::chrono::steady_clock::now)
      : told_(told),
        passed_(passed),
        newest_(read()),
        newest_at_(passed_()),
        offset_(read() - std::chrono::time_point_cast<Duration>(newest_at_).time_since_epoch()) {}

  [[nodiscard]] Instant now() const override;

  // From now on this clock is at `floor` or later: if the system's is behind that, it goes on from
  // there as after being set back. For what was written while the system's clock was ahead.
  void not_before(Instant floor);

  // By how much the system's clock was set, in all, since the last step that was taken here:
  // positive forward. None up to kStep, which is what corrections come to. A computer that slept
  // counts as well.
  [[nodiscard]] std::optional<Duration> take_step();

  static constexpr std::chrono::seconds kStep{2};

 private:
  // REQUIRES: mutex_ is held.
  [[nodiscard]] Instant go_on() const;

  [[nodiscard]] Instant read() const { return std::chrono::time_point_cast<Duration>(told_()); }

  const Told told_;
  const Passed passed_;
  mutable std::mutex mutex_;  // Guards all below.
  mutable Instant newest_;    // What was answered last, and when by the steady clock.
  mutable std::chrono::steady_clock::time_point newest_at_;
  Instant offset_;  // Of the system's clock against the steady one, when a step was taken last.
};

}  // namespace varde::app
