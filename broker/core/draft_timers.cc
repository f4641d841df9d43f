#include <algorithm>
#include <utility>

#include "broker/core/draft.h"
#include "broker/core/limits.h"

namespace varde::core {

std::optional<Timer> Draft::timer(const TimerKey& key) const {
  std::optional<Timer> found;
  if (const Timer* pending = state_.timers.find(key)) found = *pending;
  for (const Event& event : decision_.events) {
    if (const auto* set = std::get_if<TimerSet>(&event.body)) {
      if (set->key == key) found = set->timer;
    } else if (const auto* cleared = std::get_if<TimerCleared>(&event.body)) {
      if (cleared->key == key) found.reset();
    }
  }
  return found;
}

std::map<TimerKey, Timer> Draft::timers_of(const RuleId& rule, const std::string& prefix) const {
  std::map<TimerKey, Timer> found;
  const auto is_wanted = [&](const TimerKey& key) {
    return key.rule == rule && key.subject.starts_with(prefix);
  };
  const auto& pending = state_.timers.pending();
  for (auto at = pending.lower_bound({rule, prefix}); at != pending.end() && is_wanted(at->first);
       ++at) {
    found.insert(*at);
  }
  for (const Event& event : decision_.events) {
    if (const auto* set = std::get_if<TimerSet>(&event.body)) {
      if (is_wanted(set->key)) found.insert_or_assign(set->key, set->timer);
    } else if (const auto* cleared = std::get_if<TimerCleared>(&event.body)) {
      found.erase(cleared->key);
    }
  }
  return found;
}

void Draft::set_timer(const TimerKey& key, Timer timer) {
  if (!this->timer(key)) {
    const auto added = std::ranges::count_if(decision_.events, [](const Event& event) {
      return std::holds_alternative<TimerSet>(event.body);
    });
    const std::size_t pending = state_.timers.pending().size() + static_cast<std::size_t>(added);
    if (pending >= limits::kTimers) return;
  }
  add(TimerSet{key, std::move(timer)});
}

}  // namespace varde::core
