#include "broker/core/device_memory.h"

#include <algorithm>
#include <utility>

#include "broker/core/rules.h"

namespace varde::core {

SequenceWindow::SequenceWindow(std::string boot, std::uint64_t first)
    : boot_(std::move(boot)), newest_(first) {
  bits_.set(0);
}

SequenceWindow::SequenceWindow(std::string boot, std::uint64_t newest, Bits bits)
    : boot_(std::move(boot)), newest_(newest), bits_(bits) {}

bool SequenceWindow::seen(std::uint64_t sequence) const {
  if (sequence > newest_) return false;
  const std::uint64_t behind = newest_ - sequence;
  return behind < limits::kSequenceWindow && bits_.test(behind);
}

void SequenceWindow::see(std::uint64_t sequence) {
  if (sequence > newest_) {
    const std::uint64_t ahead = sequence - newest_;
    bits_ = ahead < limits::kSequenceWindow ? bits_ << ahead : Bits{};
    newest_ = sequence;
    bits_.set(0);
    return;
  }
  const std::uint64_t behind = newest_ - sequence;
  if (behind < limits::kSequenceWindow) {
    bits_.set(behind);
  } else {
    *this = SequenceWindow(std::move(boot_), sequence);
  }
}

bool repeats(const DeviceMemory& memory, const Signal& signal, bool retained, Instant at) {
  if (signal.key) {
    const auto window = std::ranges::find(memory.windows, signal.key->boot, &SequenceWindow::boot);
    return window != memory.windows.end() && window->seen(signal.key->sequence);
  }
  if (!has_state(signal.kind)) return false;
  const auto last = memory.reported.find(signal.kind);
  if (last == memory.reported.end() || last->second.state != signal.state) return false;
  return retained || at - last->second.at < limits::kRepeatWindow;
}

void remember(DeviceMemory& memory, const Signal& signal, Instant at) {
  if (has_state(signal.kind)) memory.reported[signal.kind] = {signal.state, at};
  if (!signal.key) return;
  const auto window = std::ranges::find(memory.windows, signal.key->boot, &SequenceWindow::boot);
  if (window != memory.windows.end()) {
    window->see(signal.key->sequence);
    return;
  }
  if (memory.windows.size() == DeviceMemory::kBoots) memory.windows.erase(memory.windows.begin());
  memory.windows.emplace_back(signal.key->boot, signal.key->sequence);
}

}  // namespace varde::core
