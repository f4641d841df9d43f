// How long a worker may go on with what it was given, as its parent sees it.
#pragma once

#include <sys/types.h>

#include <chrono>

namespace varde::adapters {

// Counts from when it is made.
class CodecWatch {
 public:
  CodecWatch(pid_t worker, std::chrono::milliseconds limit);

  // When to look again, at least 1 ms; zero: it has had its time. That is `limit`, if it had the
  // processor for nearly all of it, else up to four times as much: what a busy machine gives to
  // others is not held against a codec.
  [[nodiscard]] std::chrono::milliseconds left() const;

 private:
  [[nodiscard]] std::chrono::nanoseconds processor_time() const;

  pid_t worker_;
  std::chrono::milliseconds limit_;
  std::chrono::steady_clock::time_point started_;
  std::chrono::nanoseconds processor_at_start_;
};

}  // namespace varde::adapters
