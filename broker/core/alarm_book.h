// The open alarms, and the queue they form. At most one per (position, alarm type).
#pragma once

#include <cstddef>
#include <map>
#include <set>
#include <utility>

#include "broker/base/ids.h"
#include "broker/core/alarm.h"
#include "broker/core/event.h"

namespace varde::core {

class AlarmBook {
 public:
  // The open alarm with this number; none if there is none.
  [[nodiscard]] const Alarm* find(AlarmId id) const;
  [[nodiscard]] const Alarm* find(const PositionId& position, AlarmType type) const;

  // All open alarms, most urgent first: priority, then response deadline, then age.
  [[nodiscard]] const std::set<QueueKey>& queue() const { return queue_; }
  [[nodiscard]] const std::map<AlarmId, Alarm>& open() const { return open_; }

  // The number of the newest alarm ever raised; none before the first.
  [[nodiscard]] AlarmId newest() const { return newest_; }

  // Folds `event` in. Raising, changing and resolving; other events change nothing.
  void evolve(const Event& event);

  // For restoring a snapshot. REQUIRES: no alarm of the same number, or position and type, is open.
  void restore(Alarm alarm);
  void restore_newest(AlarmId newest) { newest_ = newest; }

  friend bool operator==(const AlarmBook&, const AlarmBook&) = default;

 private:
  std::map<AlarmId, Alarm> open_;
  std::map<std::pair<PositionId, AlarmType>, AlarmId> by_position_;
  std::set<QueueKey> queue_;
  AlarmId newest_;
};

}  // namespace varde::core
