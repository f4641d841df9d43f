#include "broker/core/device_memory.h"

#include <algorithm>
#include <utility>

#include "broker/base/plant.h"
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

namespace {

bool has_seen(const DeviceMemory& memory, const SignalKey& key) {
  const auto window = std::ranges::find(memory.windows, key.boot, &SequenceWindow::boot);
  return window != memory.windows.end() && window->seen(key.sequence);
}

// Whoever says "online" says of "offline" that it is over: the next "offline", though kept by a
// broker from the time between, is no copy of the last one heard.
void report(DeviceMemory& memory, const Signal& signal, Instant at) {
  memory.reported[signal.kind] = {signal.state, at};
  if (signal.state != SignalState::Active && signal.state != SignalState::Unspecified) return;
  for (const SignalKind other : counterparts_of(signal.kind)) memory.reported.erase(other);
}

}  // namespace

Seen seen_before(const DeviceMemory& memory, const Signal& signal, bool retained, Instant at) {
  if (signal.key) {
    if (!has_seen(memory, *signal.key) || planted(Plant::RepeatsCount)) return Seen::Never;
    if (!signal.key->boot.empty() || !has_state(signal.kind)) return Seen::SameKey;
  }
  const auto last = memory.reported.find(signal.kind);
  if (last == memory.reported.end() || last->second.state != signal.state) return Seen::Never;
  const bool recent = at - last->second.at < limits::kRepeatWindow;
  return retained || recent ? Seen::SameState : Seen::Never;
}

void remember(DeviceMemory& memory, const Signal& signal, Instant at) {
  if (has_state(signal.kind) && !signal.history) report(memory, signal, at);
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
