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

Instant SystemClock::go_on() const {
  const auto passed = passed_();
  const Instant at_least = newest_ + std::chrono::duration_cast<Duration>(passed - newest_at_);
  newest_ = std::max(read(), at_least);
  newest_at_ = passed;
  return newest_;
}

}  // namespace varde::app
