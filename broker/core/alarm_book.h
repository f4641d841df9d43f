// The open alarms, and the queue they form. At most one per (position, alarm type), and one of
// those on test beside it.
#pragma once

#include <cstddef>
#include <map>
#include <set>
#include <utility>
#include <vector>

#include "broker/base/ids.h"
#include "broker/core/alarm.h"
#include "broker/core/event.h"

namespace varde::core {

class AlarmBook {
 public:
  // The open alarm with this number; none if there is none.
  [[nodiscard]] const Alarm* find(AlarmId id) const;
  [[nodiscard]] const Alarm* find(const PositionId& position, AlarmType type,
                                  bool test = false) const;

  // The open alarms of one position, of whatever type.
  [[nodiscard]] std::vector<const Alarm*> at(const PositionId& position) const;

  // What operators on duty have to take (is_queued_for_duty), most urgent first: priority, then
  // response deadline, then age.
  [[nodiscard]] const std::set<QueueKey>& queue() const { return queue_; }
  [[nodiscard]] const std::map<AlarmId, Alarm>& open() const { return open_; }

  // When the next step of an escalation is due, and of which alarm; soonest first. Alarms that
  // somebody has, has acknowledged or has put aside are not there (is_escalating).
  [[nodiscard]] const std::set<std::pair<Instant, AlarmId>>& escalations() const {
    return escalations_;
  }

  // When time alone changes an alarm next (ages_at), and which; soonest first.
  [[nodiscard]] const std::set<std::pair<Instant, AlarmId>>& aging() const { return aging_; }

  // The number of the newest alarm ever raised; none before the first.
  [[nodiscard]] AlarmId newest() const { return newest_; }

  // Folds `event` in. Raising, changing and resolving; other events change nothing.
  void evolve(const Event& event);

  // Notes that a notification of this step arrived.
  void note_delivery(AlarmId id, StepRef step);

  // For restoring a snapshot. REQUIRES: no alarm of the same number, or position and type, is open.
  void restore(Alarm alarm);
  void restore_newest(AlarmId newest) { newest_ = newest; }

  friend bool operator==(const AlarmBook&, const AlarmBook&) = default;

 private:
  std::map<AlarmId, Alarm> open_;
  void change(AlarmId id, const Event& event);
  void index(const Alarm& alarm);
  void unindex(const Alarm& alarm);

  struct Place {
    PositionId position;
    AlarmType type = AlarmType::Unspecified;
    bool test = false;
    friend auto operator<=>(const Place&, const Place&) = default;
  };
  std::map<Place, AlarmId> by_place_;
  std::set<QueueKey> queue_;
  std::set<std::pair<Instant, AlarmId>> escalations_;
  std::set<std::pair<Instant, AlarmId>> aging_;
  AlarmId newest_;
};

}  // namespace varde::core
