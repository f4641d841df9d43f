// What happens when: simulated time, and what was put off until then. Everything of a simulation
// runs from here, one thing after another, in an order that the seed alone decides.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <random>
#include <utility>

#include "broker/base/instant.h"

namespace varde::test::sim {

// Draws of one seed. Thread safety: one thread.
class Draw {
 public:
  explicit Draw(std::uint64_t seed) : random_(seed) {}

  // From `from` to `to`, both included. Not std::uniform_int_distribution: what that makes of a
  // draw is the library's business, and a seed must mean the same everywhere.
  std::uint64_t number(std::uint64_t from, std::uint64_t to) {
    return from + random_() % (to - from + 1);
  }
  Duration time(Duration from, Duration to) {
    return Duration(static_cast<std::int64_t>(
        number(static_cast<std::uint64_t>(from.count()), static_cast<std::uint64_t>(to.count()))));
  }
  bool chance(double share) { return static_cast<double>(number(0, 999'999)) < share * 1e6; }
  template <class Range>
  const auto& one_of(const Range& range) {
    return range[static_cast<std::size_t>(number(0, std::size(range) - 1))];
  }

 private:
  std::mt19937_64 random_;
};

class WorldClock {
 public:
  using Happening = std::function<void()>;

  [[nodiscard]] Instant now() const { return now_; }

  void after(Duration delay, Happening happening) {
    agenda_.emplace(std::pair{now_ + delay, next_++}, std::move(happening));
  }

  // Lets the next thing happen, if it is due by `until`. False: nothing is.
  bool step(Instant until) {
    if (agenda_.empty() || agenda_.begin()->first.first > until) return false;
    auto first = agenda_.extract(agenda_.begin());
    now_ = first.key().first;
    first.mapped()();
    return true;
  }

 private:
  Instant now_ = Instant(std::chrono::sys_days{std::chrono::year(2026) / 1 / 12});
  std::uint64_t next_ = 0;
  std::map<std::pair<Instant, std::uint64_t>, Happening> agenda_;
};

}  // namespace varde::test::sim
