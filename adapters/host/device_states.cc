#include "adapters/host/device_states.h"

#include <variant>

namespace varde::adapters {

DeviceStates::DeviceStates(const std::vector<core::Device>& devices, const core::State& state) {
  for (const core::Device& device : devices) {
    if (!device.vendor) continue;
    const auto known = state.devices.find(device.ref);
    memories_[device.ref] = known == state.devices.end() ? core::DeviceMemory() : known->second;
  }
}

void DeviceStates::committed(const std::vector<core::Event>& events) {
  const std::scoped_lock lock(mutex_);
  for (const core::Event& event : events) {
    const auto* message = std::get_if<core::MessageReceived>(&event.body);
    if (message == nullptr) continue;
    const auto memory = memories_.find(message->device);
    if (memory == memories_.end()) continue;
    for (const core::Signal& signal : message->signals) {
      core::remember(memory->second, signal, event.at);
    }
  }
}

PreviousReports DeviceStates::of(const core::DeviceRef& device) const {
  const std::scoped_lock lock(mutex_);
  PreviousReports out;
  const auto memory = memories_.find(device);
  if (memory == memories_.end()) return out;
  for (const auto& [kind, reported] : memory->second.reported) {
    out[kind] = {reported.state, reported.at};
  }
  return out;
}

}  // namespace varde::adapters
