#include "adapters/host/quarantine.h"

#include <algorithm>
#include <utility>

namespace varde::adapters {

bool is_stop(CodecFaultKind kind) {
  switch (kind) {
    case CodecFaultKind::TimeLimit:
    case CodecFaultKind::MemoryLimit:
    case CodecFaultKind::ResultTooLarge:
    case CodecFaultKind::CannotLoad:
    case CodecFaultKind::Crashed: return true;
    case CodecFaultKind::Threw:
    case CodecFaultKind::BadResult:
    case CodecFaultKind::NoFunction:
    case CodecFaultKind::Unavailable:
    case CodecFaultKind::Withdrawn: return false;
  }
  return true;
}

bool Quarantine::holds(const AdapterVersion& adapter) const {
  const auto record = records_.find(adapter.id);
  return record != records_.end() && record->second.held;
}

std::size_t Quarantine::held() const {
  return static_cast<std::size_t>(
      std::ranges::count_if(records_, [](const auto& entry) { return entry.second.held; }));
}

void Quarantine::answered(const AdapterVersion& adapter) {
  const auto record = records_.find(adapter.id);
  if (record != records_.end() && !record->second.held) record->second.stops = 0;
}

void Quarantine::failed(const AdapterVersion& adapter, const CodecFault& fault) {
  // Of what was never run nothing is known.
  if (fault.kind == CodecFaultKind::Unavailable || fault.kind == CodecFaultKind::Withdrawn) return;
  if (!is_stop(fault.kind)) return answered(adapter);
  Record& record = records_[adapter.id];
  record.stops += 1;
  if (record.held || record.stops < kStopsInARow) return;
  record.held = true;
  changed_({AdapterId(adapter.id), adapter.version, true,
            std::string(name_of(fault.kind)) + ": " + fault.reason});
}

void Quarantine::release(const AdapterVersion& adapter, std::string why) {
  records_.erase(adapter.id);
  changed_({AdapterId(adapter.id), adapter.version, false, std::move(why)});
}

}  // namespace varde::adapters
