// What the API shows: the core's state after the committed events, and only those.
//
// Thread safety: one thread (the io_context's). Bounded by what the core bounds, and by
// kResolvedKept and kChangesKept.
#pragma once

#include <cstddef>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "broker/base/ids.h"
#include "broker/core/alarm.h"
#include "broker/core/event.h"
#include "broker/core/state.h"

namespace varde::api {

// Alarms resolved last, which the queue shows leaving. Older ones are read from the log.
inline constexpr std::size_t kResolvedKept = 1'000;

// Changes of alarms, for consoles that resume. Beyond, they get the whole queue.
inline constexpr std::size_t kChangesKept = 10'000;

class ReadModel {
 public:
  // One alarm as a line of JSON (AlarmView), made once per change and shared by all who send it.
  using Row = std::shared_ptr<const std::string>;

  // `recovered`: the state of the log named `log_id` after recovery.
  ReadModel(core::State recovered, std::string log_id);

  // Folds in the events at `first` and after; those known already are skipped. Adds the alarms that
  // changed to `changed`. False, with nothing done, if events before `first` are missing.
  [[nodiscard]] bool fold(LogPosition first, std::span<const core::Event> events,
                          std::vector<AlarmId>& changed);

  [[nodiscard]] LogPosition position() const { return state_.log_end; }
  [[nodiscard]] const std::string& log_id() const { return log_id_; }
  [[nodiscard]] const core::State& state() const { return state_; }

  // The alarm, open or newly resolved; none if neither. Valid until the next `fold`.
  [[nodiscard]] const core::Alarm* find(AlarmId id) const;

  // The row of an alarm that `find` finds; none else.
  [[nodiscard]] Row row(AlarmId id) const;

  // The same of an open incident that has open members (IncidentView); of another one that says
  // that it has gone.
  [[nodiscard]] Row incident_row(IncidentId id) const;

  // The alarms that changed after `from`, each once; none if that is not known any more, or never
  // was.
  [[nodiscard]] std::optional<std::vector<AlarmId>> changed_since(LogPosition from) const;

 private:
  struct Change {
    LogPosition position;
    AlarmId alarm;
  };

  void fold_one(const core::Event& event, std::vector<AlarmId>& changed);
  void note_change(AlarmId alarm, std::vector<AlarmId>& changed);
  void note_register(const core::RegisterChanged& change, std::vector<AlarmId>& changed);
  void note_rules(const std::map<std::string, std::string>& before, std::vector<AlarmId>& changed);
  void keep_resolved(core::Alarm alarm);

  core::State state_;
  std::string log_id_;
  std::map<AlarmId, core::Alarm> resolved_;
  std::deque<AlarmId> resolved_by_age_;
  std::deque<Change> changes_;           // In order of position.
  LogPosition changes_from_;             // All changes after this are in changes_.
  mutable std::map<AlarmId, Row> rows_;  // Of those asked for since they changed.
  mutable std::map<IncidentId, Row> incident_rows_;
};

}  // namespace varde::api
