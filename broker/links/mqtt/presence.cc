#include "broker/links/mqtt/presence.h"

#include <utility>

namespace varde::links::mqtt {

void Presence::expect(const core::DeviceRef& device, Instant now) {
  auto& entry = *entries_.try_emplace(device).first;
  entry.second.wanted = entry.second.told = Told::Online;
  entry.second.text = "did not come back after a restart of the broker";
  missed_[device] = now;
}

void Presence::connected(const core::DeviceRef& device, bool taken_over) {
  auto& entry = *entries_.try_emplace(device).first;
  if (entry.second.connections++ == 0) online_ += 1;
  missed_.erase(device);
  want(entry, Told::Online, taken_over ? "took over from an earlier connection" : "");
}

void Presence::said_goodbye(const core::DeviceRef& device) {
  auto& entry = *entries_.try_emplace(device).first;
  if (entry.second.connections == 0 || --entry.second.connections > 0) return;
  online_ -= 1;
  want(entry, Told::Goodbye, "said goodbye");
}

void Presence::lost(const core::DeviceRef& device, std::string reason, Instant now) {
  auto& entry = *entries_.try_emplace(device).first;
  if (entry.second.connections == 0 || --entry.second.connections > 0) return;
  online_ -= 1;
  entry.second.text = std::move(reason);
  missed_[device] = now;
}

void Presence::look(Instant now) {
  for (auto at = missed_.begin(); at != missed_.end();) {
    if (at->second + grace_ > now) {
      ++at;
      continue;
    }
    auto& entry = *entries_.find(at->first);
    at = missed_.erase(at);
    want(entry, Told::Offline, entry.second.text);
  }
  std::vector<core::DeviceRef> untold;
  untold.swap(untold_);
  for (const core::DeviceRef& device : untold) tell(*entries_.find(device));
}

void Presence::want(Entries::value_type& entry, Told what, std::string text) {
  entry.second.wanted = what;
  entry.second.text = std::move(text);
  tell(entry);
}

void Presence::tell(Entries::value_type& entry) {
  auto& [device, state] = entry;
  if (state.on_its_way || state.wanted == state.told) return;
  core::Signal signal;
  signal.kind = state.wanted == Told::Online ? core::SignalKind::Online : core::SignalKind::Offline;
  signal.state =
      state.wanted == Told::Goodbye ? core::SignalState::Normal : core::SignalState::Active;
  signal.text = state.text;
  core::FieldMessage message;
  message.raw.sender = device.municipality.str() + "/" + device.device.str();
  message.device = device;
  message.content = std::vector<core::Signal>{std::move(signal)};
  state.on_its_way = true;
  const Told telling = state.wanted;
  submit_(std::move(message), [this, &entry, telling](bool stored) {
    entry.second.on_its_way = false;
    if (stored) entry.second.told = telling;
    // What has changed meanwhile, or was not taken, is told with the next look.
    if (entry.second.told != entry.second.wanted) untold_.push_back(entry.first);
  });
}

}  // namespace varde::links::mqtt
