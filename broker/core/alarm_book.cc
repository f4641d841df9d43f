#include "broker/core/alarm_book.h"

#include <variant>

#include "broker/base/assert.h"

namespace varde::core {

const Alarm* AlarmBook::find(AlarmId id) const {
  const auto found = open_.find(id);
  return found == open_.end() ? nullptr : &found->second;
}

const Alarm* AlarmBook::find(const PositionId& position, AlarmType type, bool test) const {
  const auto found = by_place_.find({position, type, test});
  return found == by_place_.end() ? nullptr : find(found->second);
}

std::vector<const Alarm*> AlarmBook::at(const PositionId& position) const {
  std::vector<const Alarm*> out;
  for (auto at = by_place_.lower_bound({position, AlarmType::Unspecified, false});
       at != by_place_.end() && at->first.position == position; ++at) {
    out.push_back(find(at->second));
  }
  return out;
}

void AlarmBook::evolve(const Event& event) {
  if (const auto* raised = std::get_if<AlarmRaised>(&event.body)) {
    newest_ = raised->alarm;
    restore(raise(*raised, event.at));
    return;
  }
  if (const auto* opened = std::get_if<IncidentOpened>(&event.body)) {
    for (const AlarmId member : opened->members) change(member, event);
  }
  change(alarm_of(event.body), event);
}

void AlarmBook::note_delivery(AlarmId id, StepRef step) {
  const auto found = open_.find(id);
  if (found == open_.end()) return;
  auto& delivered = found->second.escalation.delivered;  // Is in no index.
  if (!delivered || *delivered < step) delivered = step;
}

void AlarmBook::change(AlarmId id, const Event& event) {
  const auto found = open_.find(id);
  if (found == open_.end()) return;
  Alarm& alarm = found->second;
  unindex(alarm);
  alarm = core::evolve(std::move(alarm), event);
  if (alarm.response == ResponseState::Resolved) {
    by_place_.erase({alarm.position, alarm.type, alarm.test});
    open_.erase(found);
  } else {
    index(alarm);
  }
}

void AlarmBook::restore(Alarm alarm) {
  const Place place{alarm.position, alarm.type, alarm.test};
  const bool first = by_place_.emplace(place, alarm.id).second;
  VARDE_ASSERT(first);
  index(alarm);
  const AlarmId id = alarm.id;
  open_.emplace(id, std::move(alarm));
}

void AlarmBook::index(const Alarm& alarm) {
  if (const auto at = ages_at(alarm)) aging_.emplace(*at, alarm.id);
  if (is_queued_for_duty(alarm)) queue_.insert(queue_key(alarm));
  if (is_escalating(alarm)) escalations_.emplace(*alarm.escalation.next_at, alarm.id);
}

void AlarmBook::unindex(const Alarm& alarm) {
  queue_.erase(queue_key(alarm));
  if (alarm.escalation.next_at) escalations_.erase({*alarm.escalation.next_at, alarm.id});
  if (const auto at = ages_at(alarm)) aging_.erase({*at, alarm.id});
}

}  // namespace varde::core
