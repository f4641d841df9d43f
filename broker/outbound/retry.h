// How long to wait between two attempts.
// Thread safety: pure functions.
#pragma once

#include <chrono>
#include <functional>

#include "broker/base/instant.h"

namespace varde::outbound {

struct Retry {
  std::chrono::milliseconds first{1'000};
  std::chrono::milliseconds most{60'000};
};

// From -1 to 1, both included: where in the spread a wait falls. Brought by whoever has randomness.
using Jitter = std::function<double()>;

// The share of a wait that jitter adds or takes away, so that what failed together does not come
// back together.
inline constexpr double kSpread = 0.2;

// After the `failures`th failure in a row, counted from 1: first, twice that, four times, up to
// `most`, give or take the spread.
[[nodiscard]] Duration wait_after(unsigned failures, const Retry& retry, double jitter);

}  // namespace varde::outbound
