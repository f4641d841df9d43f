#include "broker/app/alarm_figures.h"

namespace varde::app {
void AlarmFigures::committed(std::span<const core::Event> events) {
  const std::lock_guard lock(mutex_);
  for (const core::Event& event : events) load_.take(event);
}

std::vector<api::Figure> AlarmFigures::figures(Instant now) const {
  const std::lock_guard lock(mutex_);
  const auto number = [](auto count) { return static_cast<double>(count); };
  const core::AlarmLoad::Period under_way = load_.period_at(now);
  const core::AlarmLoad::Period over = load_.period_at(now - core::AlarmLoad::kPeriod);
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
