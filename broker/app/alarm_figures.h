// The load of alarms since the broker started, as /metrics shows it: docs/reference/metrics.md. Of
// what a device or a person is behind it says nothing: `varde log load` names the devices.
#pragma once

#include <mutex>
#include <span>
#include <vector>

#include "broker/api/figure.h"
#include "broker/core/alarm_load.h"
#include "broker/core/event.h"
#include "broker/core/state.h"

namespace varde::app {

// Thread safety: all functions, any thread; `committed` in the order of the log.
class AlarmFigures {
 public:
  explicit AlarmFigures(const core::State& recovered) : load_(recovered) {}

  void committed(std::span<const core::Event> events);

  [[nodiscard]] std::vector<api::Figure> figures(Instant now) const;

 private:
  mutable std::mutex mutex_;  // Guards the load.
  core::AlarmLoad load_;
};

}  // namespace varde::app
