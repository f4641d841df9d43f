#include "broker/outbound/retry.h"

#include <algorithm>

namespace varde::outbound {

Duration wait_after(unsigned failures, const Retry& retry, double jitter) {
  std::chrono::milliseconds wait = retry.first;
  for (unsigned i = 1; i < failures && wait < retry.most; ++i) wait *= 2;
  wait = std::min(wait, retry.most);
  const double share = 1.0 + kSpread * std::clamp(jitter, -1.0, 1.0);
  return std::chrono::duration_cast<Duration>(
      std::chrono::duration<double, std::milli>(static_cast<double>(wait.count()) * share));
}

}  // namespace varde::outbound
