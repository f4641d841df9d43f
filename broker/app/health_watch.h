// Judges how the broker itself is, from figures that somebody else reads: room on the disk, the
// system's clock, how much waits to be decided. What it says becomes alarms in the core
// (ReportHealth).
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <vector>

#include "broker/base/instant.h"
#include "broker/core/input.h"

namespace varde::app {

// As read at one moment.
struct Vitals {
  bool storage_low = false;
  std::size_t waiting_urgent = 0;  // Inputs in the engine's lanes.
  std::size_t waiting_bulk = 0;
  std::optional<Duration> clock_step;  // How far the system's clock was set; positive: forward.
  std::chrono::steady_clock::time_point read_at;
};

// Thread safety: one thread.
class HealthWatch {
 public:
  // Over half of a lane for this long is deep; well again at a quarter or less.
  static constexpr std::chrono::seconds kDeepFor{10};

  // `lane`: how many inputs fit into each of the engine's lanes.
  explicit HealthWatch(std::size_t lane) : lane_(lane) {}

  // What has changed since the last look. The first says how everything is, because the log may
  // know something else from before the start; each step of the clock is a report of its own.
  [[nodiscard]] std::vector<core::ReportHealth> look(const Vitals& vitals);

 private:
  [[nodiscard]] bool is_deep(const Vitals& vitals);

  const std::size_t lane_;
  std::optional<bool> storage_low_;  // As said last; none: not yet.
  std::optional<bool> queue_deep_;
  std::optional<std::chrono::steady_clock::time_point> over_half_since_;
};

}  // namespace varde::app
