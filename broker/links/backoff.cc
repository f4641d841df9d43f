#include "broker/links/backoff.h"

#include <algorithm>

#include "broker/base/assert.h"

namespace varde::links {

Backoff::Backoff(std::chrono::milliseconds first, std::chrono::milliseconds largest,
                 std::uint64_t seed)
    : first_(first), largest_(largest), limit_(first), random_(seed) {
  VARDE_ASSERT(first.count() > 0 && first <= largest);
}

std::chrono::milliseconds Backoff::next() {
  std::uniform_int_distribution<std::int64_t> wait(limit_.count() / 2, limit_.count());
  const std::chrono::milliseconds answer(wait(random_));
  limit_ = std::min(largest_, limit_ * 2);
  return answer;
}

}  // namespace varde::links
