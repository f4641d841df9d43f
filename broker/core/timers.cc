#include "broker/core/timers.h"

namespace varde::core {

const Timer* Timers::find(const TimerKey& key) const {
  const auto found = pending_.find(key);
  return found == pending_.end() ? nullptr : &found->second;
}

std::optional<Instant> Timers::next_due() const {
  if (by_due_.empty()) return std::nullopt;
  return by_due_.begin()->first;
}

std::vector<TimerKey> Timers::due(Instant now, std::size_t most) const {
  std::vector<TimerKey> out;
  for (const auto& [due, key] : by_due_) {
    if (due > now || out.size() == most) break;
    out.push_back(key);
  }
  return out;
}

void Timers::set(const TimerKey& key, Timer timer) {
  clear(key);
  by_due_.emplace(timer.due, key);
  pending_.emplace(key, std::move(timer));
}

void Timers::clear(const TimerKey& key) {
  const auto found = pending_.find(key);
  if (found == pending_.end()) return;
  by_due_.erase({found->second.due, key});
  pending_.erase(found);
}

}  // namespace varde::core
