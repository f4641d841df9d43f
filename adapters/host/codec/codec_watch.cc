#include "adapters/host/codec/codec_watch.h"

#include <algorithm>
#include <ctime>

namespace varde::adapters {
namespace {

using std::chrono::milliseconds;
using std::chrono::nanoseconds;

constexpr int kLongestInLimits = 4;

// Of the limit. The engine's own limit (codec_engine.h) is to come first where both could: it costs
// no process.
constexpr int kEnoughPercent = 95;

}  // namespace

CodecWatch::CodecWatch(pid_t worker, milliseconds limit)
    : worker_(worker),
      limit_(limit),
      started_(std::chrono::steady_clock::now()),
      processor_at_start_(processor_time()) {}

milliseconds CodecWatch::left() const {
  const nanoseconds waited = std::chrono::steady_clock::now() - started_;
  const nanoseconds longest = kLongestInLimits * limit_;
  const nanoseconds worked = processor_time() - processor_at_start_;
  const nanoseconds enough = limit_ * kEnoughPercent / 100;
  const nanoseconds left =
      waited < limit_ ? limit_ - waited : std::min(longest - waited, enough - worked);
  if (left <= nanoseconds::zero()) return milliseconds::zero();
  return std::max(milliseconds(1), std::chrono::ceil<milliseconds>(left));
}

nanoseconds CodecWatch::processor_time() const {
  clockid_t clock{};
  timespec time{};
  if (::clock_getcpuclockid(worker_, &clock) != 0 || ::clock_gettime(clock, &time) != 0) {
    return nanoseconds::zero();  // It is gone, which its socket tells.
  }
  return std::chrono::seconds(time.tv_sec) + nanoseconds(time.tv_nsec);
}

}  // namespace varde::adapters
