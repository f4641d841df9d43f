#include "broker/app/alarm_figures.h"

namespace varde::app {
namespace {

// Of the period that is under way, and of the last that is over.
struct Recent {
  core::AlarmLoad::Period now;
  core::AlarmLoad::Period before;
};

Recent recent(const core::AlarmLoad& load, Instant now) {
  using core::AlarmLoad;
  const Instant begins(now.time_since_epoch() - now.time_since_epoch() % AlarmLoad::kPeriod);
  Recent found;
  for (const AlarmLoad::Period& period : load.periods()) {
    if (period.begins == begins) found.now = period;
    if (period.begins == begins - AlarmLoad::kPeriod) found.before = period;
  }
  return found;
}

}  // namespace

void AlarmFigures::committed(std::span<const core::Event> events) {
  const std::lock_guard lock(mutex_);
  for (const core::Event& event : events) load_.take(event);
}

std::vector<api::Figure> AlarmFigures::figures(Instant now) const {
  const std::lock_guard lock(mutex_);
  const auto number = [](auto count) { return static_cast<double>(count); };
  const auto [under_way, over] = recent(load_, now);
  return {
      {"varde_alarms_total", "Alarms raised.", true, number(load_.alarms())},
      {"varde_alarms_ten_minutes", "Alarms of the last ten minutes of the clock that are over.",
       false, number(over.alarms)},
      {"varde_alarm_rows_ten_minutes", "Of them, those that were rows of their own.", false,
       number(over.rows)},
      {"varde_alarms_under_way", "Alarms of the ten minutes under way.", false,
       number(under_way.alarms)},
      {"varde_alarms_chattering", "Open alarms that chatter.", false,
       number(load_.chattering().size())},
      {"varde_alarms_chattered_total", "Alarms that began to chatter.", true,
       number(load_.chattered())},
      {"varde_alarm_flood_share", "Share of time in which a flood was on anywhere.", false,
       load_.flood_share()},
  };
}

}  // namespace varde::app
