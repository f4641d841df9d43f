// All devices of a register, living their day: says who sends what next. Deterministic for a seed;
// knows no clock and no network.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <queue>
#include <random>
#include <string>
#include <vector>

#include "broker/core/input.h"
#include "broker/core/signal.h"
#include "tools/varde/sim/habits.h"

namespace varde::cli {

struct TownOptions {
  std::uint64_t seed = 1;
  std::string boot;               // The run that all devices count in.
  double presses_per_minute = 6;  // Of help buttons, over all devices.
  double undecodable_per_minute = 1;
  double duplicates = 0.02;  // Of all messages, sent twice.
};

// A message that a device wants to send.
struct Saying {
  core::DeviceRef device;
  core::Signal signal;
  bool press = false;        // Somebody pressed a button.
  bool duplicate = false;    // Send it twice.
  bool undecodable = false;  // Send it in a form that nobody can read.
};

class Town {
 public:
  using Time = std::chrono::milliseconds;  // Simulated, from the start.

  Town(const core::ApplyRegister& site, TownOptions options);

  // When somebody says something next; none if nobody ever does.
  [[nodiscard]] std::optional<Time> next() const;

  // What is said at `next()`. REQUIRES: next() has a value.
  [[nodiscard]] Saying say();

 private:
  struct Device {
    core::DeviceRef ref;
    std::string type;
    core::GeoPoint home;
    core::GeoPoint at;
    bool away = false;
    double value = 0;
    std::uint64_t sequence = 0;
  };
  enum class What : std::uint8_t { Habit, Follow, Press, Undecodable };
  struct Due {
    Time at;
    std::uint64_t order;  // Of equal times, the earlier planned goes first.
    What what;
    std::size_t device;
    std::size_t habit;
    friend bool operator>(const Due& a, const Due& b) {
      return a.at != b.at ? a.at > b.at : a.order > b.order;
    }
  };

  void plan(Time at, What what, std::size_t device, std::size_t habit);
  void plan_habit(Time now, std::size_t device, std::size_t habit, bool first);
  [[nodiscard]] core::Signal signal(Device& device, core::SignalKind kind, core::SignalState state);
  void walk(Device& device, core::Signal& signal);
  void measure(Device& device, core::Signal& signal);
  [[nodiscard]] double between(double least, double most);
  [[nodiscard]] Time between(std::chrono::seconds least, std::chrono::seconds most);
  [[nodiscard]] Time after_rate(double per_minute);

  TownOptions options_;
  std::mt19937_64 random_;
  std::vector<Device> devices_;
  std::vector<std::size_t> buttons_;  // Devices that can be pressed.
  std::priority_queue<Due, std::vector<Due>, std::greater<>> due_;
  std::uint64_t planned_ = 0;
};

}  // namespace varde::cli
