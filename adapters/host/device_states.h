// What each registered vendor device reported last, as far as it is on disk: what a codec is told
// as `previous`. Thread safety: all functions, any thread.
#pragma once

#include <map>
#include <mutex>
#include <set>
#include <vector>

#include "adapters/host/codec_message.h"
#include "broker/core/device_memory.h"
#include "broker/core/event.h"
#include "broker/core/signal.h"
#include "broker/core/state.h"

namespace varde::adapters {

using PreviousReports = std::map<core::SignalKind, PreviousReport>;

class DeviceStates {
 public:
  // `state`: as the log was recovered. Only the vendors' among `devices` are followed.
  DeviceStates(const std::vector<core::Device>& devices, const core::State& state);

  // Events of one commit, in order.
  void committed(const std::vector<core::Event>& events);

  // Of kinds that raise or end alarms. Empty for a device that is not followed.
  [[nodiscard]] PreviousReports of(const core::DeviceRef& device) const;

 private:
  mutable std::mutex mutex_;  // Guards the memories.
  std::map<core::DeviceRef, core::DeviceMemory> memories_;
};

}  // namespace varde::adapters
