#include "broker/core/field_memory.h"

#include <algorithm>

#include "broker/core/rules.h"

namespace varde::core {

bool is_unchanged(const State& state, const DeviceRef& device, const Signal& signal) {
  if (!signal.level || !is_sustained(signal.kind)) return false;
  const auto memory = state.devices.find(device);
  if (memory == state.devices.end()) return false;
  const auto last = memory->second.reported.find(signal.kind);
  return last != memory->second.reported.end() && last->second.state == signal.state;
}

bool may_end(const DeviceRef& device, const Signal& signal, const Alarm& alarm,
             std::span<const AlarmType> ends) {
  if (alarm.device != device || alarm.several_devices) return false;
  const bool all_of_it = std::ranges::all_of(
      alarm.also, [&](AlarmType type) { return std::ranges::find(ends, type) != ends.end(); });
  const bool overtaken = signal.key && alarm.last_key && signal.key->boot == alarm.last_key->boot &&
                         signal.key->sequence < alarm.last_key->sequence;
  return all_of_it && !overtaken;
}

}  // namespace varde::core
