// The one real clock.
#pragma once

#include <chrono>

#include "broker/base/instant.h"

namespace varde::app {

class SystemClock : public Clock {
 public:
  [[nodiscard]] Instant now() const override {
    return std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now());
  }
};

}  // namespace varde::app
