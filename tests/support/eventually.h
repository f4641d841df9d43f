// Waits for a condition with a deadline, instead of sleeping for as long as it might take.
#pragma once

#include <chrono>
#include <thread>

namespace varde::test {

// True as soon as `condition()` is; false if it is not within `deadline`.
template <class Condition>
[[nodiscard]] bool eventually(Condition condition,
                              std::chrono::milliseconds deadline = std::chrono::seconds(30)) {
  const auto end = std::chrono::steady_clock::now() + deadline;
  while (!condition()) {
    if (std::chrono::steady_clock::now() >= end) return condition();
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
  return true;
}

}  // namespace varde::test
