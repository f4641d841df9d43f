// What time does to an open alarm: shelves end, what does not change becomes stale, chatter calms.
#include "broker/core/limits.h"
#include "broker/core/ticks.h"

namespace varde::core {
namespace {

void tend_shelf(Draft& draft, const Alarm& alarm) {
  const Shelf& shelf = *alarm.shelf;
  if (shelf.until <= draft.now()) {
    draft.unshelve(alarm, {});
  } else if (!shelf.reminded && shelf.until - limits::kShelfReminder <= draft.now()) {
    draft.add(ShelfReminded{alarm.id});
  }
}

bool is_unchanged_for_long(const Alarm& alarm, Instant now) {
  return alarm.condition == Condition::Active && !alarm.stale &&
         alarm.last_signal_at + limits::kStaleAge <= now;
}

bool is_calm_again(const Alarm& alarm, Instant now) {
  return alarm.chattering && !alarm.changes.empty() &&
         alarm.changes.back() + limits::kChatterWindow <= now;
}

void age(Draft& draft, const Alarm& alarm) {
  if (alarm.shelf) tend_shelf(draft, alarm);
  if (is_unchanged_for_long(alarm, draft.now())) draft.add(AlarmBecameStale{alarm.id});
  if (is_calm_again(alarm, draft.now()))
    draft.clear_if_over(draft.add_about(alarm, AlarmChattered{alarm.id, false}));
}

}  // namespace

std::optional<Instant> next_aging(const State& state) {
  const auto& aging = state.alarms.aging();
  if (aging.empty()) return std::nullopt;
  return aging.begin()->first;
}

void age_alarms(Draft& draft) {
  std::size_t done = 0;
  for (const auto& [due, id] : draft.state().alarms.aging()) {
    if (due > draft.now() || done == limits::kTickWork) break;
    age(draft, *draft.state().alarms.find(id));
    done += 1;
  }
}

}  // namespace varde::core
