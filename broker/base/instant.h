// A point in time, as an argument: only the shell asks a clock.
#pragma once

#include <chrono>

namespace varde {

// Microseconds since 1970-01-01 00:00 UTC, leap seconds not counted.
using Instant = std::chrono::sys_time<std::chrono::microseconds>;
using Duration = std::chrono::microseconds;

// Tells the time of day. The one real clock is made in `app`; tests and the simulator bring theirs.
// Thread safety: `now` may be called from any thread.
class Clock {
 public:
  virtual ~Clock() = default;
  [[nodiscard]] virtual Instant now() const = 0;
};

}  // namespace varde
