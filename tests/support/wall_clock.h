// The real time, for tests and benchmarks in which programs and sockets take part.
#pragma once

#include <chrono>

#include "broker/base/instant.h"

namespace varde::test {

class WallClock : public Clock {
 public:
  [[nodiscard]] Instant now() const override {
    return std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now());
  }
};

}  // namespace varde::test
