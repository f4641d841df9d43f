// When each message of a run was sent, and when it came out at the other end.
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace varde::bench {

struct Summary {
  double per_second = 0;
  double p50_ms = 0;
  double p99_ms = 0;
  double p999_ms = 0;
};

// Thread safety: one thread sends, another receives; `summary` after both.
class Latency {
 public:
  explicit Latency(std::size_t messages) : sent_(messages), arrived_(messages) {}

  void sent(std::size_t message) { sent_[message] = now(); }
  void arrived(std::size_t message) {
    if (message >= arrived_.size() || arrived_[message] != 0) return;  // A repeat.
    arrived_[message] = now();
    count_ += 1;
  }
  [[nodiscard]] std::size_t count() const { return count_; }
  [[nodiscard]] std::size_t messages() const { return sent_.size(); }
  [[nodiscard]] Summary summary() const;

 private:
  static std::int64_t now() {
    return std::chrono::steady_clock::now().time_since_epoch() / std::chrono::nanoseconds(1);
  }
  std::vector<std::int64_t> sent_;
  std::vector<std::atomic<std::int64_t>> arrived_;
  std::atomic<std::size_t> count_{0};
};

[[nodiscard]] std::string row(const std::string& name, const Summary& summary);

}  // namespace varde::bench
