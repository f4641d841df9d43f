#include "broker/app/system_clock.h"

#include <algorithm>

namespace varde::app {

Instant SystemClock::now() const {
  const std::lock_guard lock(mutex_);
  return go_on();
}

void SystemClock::not_before(Instant floor) {
  const std::lock_guard lock(mutex_);
  newest_ = std::max(go_on(), floor);
}

std::optional<Duration> SystemClock::take_step() {
  const std::lock_guard lock(mutex_);
  const auto passed = std::chrono::time_point_cast<Duration>(passed_()).time_since_epoch();
  const Instant offset = read() - passed;
  const Duration step = offset - offset_;
  if (std::chrono::abs(step) <= kStep) return std::nullopt;
  offset_ = offset;
  return step;
}

Instant SystemClock::go_on() const {
  const auto passed = passed_();
  const Instant at_least = newest_ + std::chrono::duration_cast<Duration>(passed - newest_at_);
  newest_ = std::max(read(), at_least);
  newest_at_ = passed;
  return newest_;
}

}  // namespace varde::app
