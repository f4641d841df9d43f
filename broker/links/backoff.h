// How long to wait before the next attempt: doubling, with jitter, so that a hundred clients of a
// broker that comes back do not all return in the same instant.
#pragma once

#include <chrono>
#include <cstdint>
#include <random>

namespace varde::links {

class Backoff {
 public:
  // REQUIRES: 0 < first <= largest.
  Backoff(std::chrono::milliseconds first, std::chrono::milliseconds largest, std::uint64_t seed);

  // A wait drawn from [limit / 2, limit], where limit is `first` the first time, doubles each time
  // and stays at `largest`.
  [[nodiscard]] std::chrono::milliseconds next();

  // The attempt succeeded: the next wait is the first again.
  void reset() { limit_ = first_; }

 private:
  std::chrono::milliseconds first_;
  std::chrono::milliseconds largest_;
  std::chrono::milliseconds limit_;
  std::mt19937_64 random_;
};

}  // namespace varde::links
