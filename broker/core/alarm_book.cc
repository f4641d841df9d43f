#include "broker/core/alarm_book.h"

#include <variant>

#include "broker/base/assert.h"

namespace varde::core {

const Alarm* AlarmBook::find(AlarmId id) const {
  const auto found = open_.find(id);
  return found == open_.end() ? nullptr : &found->second;
}

const Alarm* AlarmBook::find(const PositionId& position, AlarmType type) const {
  const auto found = by_position_.find({position, type});
  return found == by_position_.end() ? nullptr : find(found->second);
}

void AlarmBook::evolve(const Event& event) {
  if (const auto* raised = std::get_if<AlarmRaised>(&event.body)) {
    newest_ = raised->alarm;
    restore(raise(*raised, event.at));
    return;
  }
  const auto found = open_.find(alarm_of(event.body));
  if (found == open_.end()) return;
  Alarm& alarm = found->second;
  alarm = core::evolve(std::move(alarm), event);
  if (alarm.response == ResponseState::Resolved) {
    queue_.erase(queue_key(alarm));
    by_position_.erase({alarm.position, alarm.type});
    open_.erase(found);
  }
}

void AlarmBook::restore(Alarm alarm) {
  queue_.insert(queue_key(alarm));
  const bool first = by_position_.emplace(std::pair{alarm.position, alarm.type}, alarm.id).second;
  VARDE_ASSERT(first);
  const AlarmId id = alarm.id;
  open_.emplace(id, std::move(alarm));
}

}  // namespace varde::core
