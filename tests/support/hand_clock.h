// A time of day that only the test moves.
#pragma once

#include <atomic>

#include "broker/base/instant.h"

namespace varde::test {

// Thread safety: any thread.
class HandClock : public Clock {
 public:
  [[nodiscard]] Instant now() const override { return now_; }
  void pass(Duration duration) { now_ = now_.load() + duration; }

 private:
  std::atomic<Instant> now_ = Instant(std::chrono::sys_days{std::chrono::year(2026) / 1 / 1});
};

}  // namespace varde::test
