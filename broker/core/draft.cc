#include "broker/core/draft.h"

#include <algorithm>

#include "broker/core/limits.h"

namespace varde::core {

bool wants_to_be_heard_again(const Alarm& alarm) {
  return alarm.acknowledged() &&
         (alarm.condition == Condition::Normal || (is_call(alarm.type) && !alarm.claimed()));
}

LogPosition Draft::add(EventBody body) {
  decision_.events.push_back({now_, command_, std::move(body)});
  return LogPosition(state_.log_end.value() + decision_.events.size());
}

void Draft::request(TellDevice what, Instant expires_at) {
  if (state_.effects.size() + decision_.effects.size() >= limits::kEffects) return;
  const EffectId id(state_.newest_effect.value() + decision_.effects.size() + 1);
  const Effect effect{id, expires_at, std::move(what)};
  add(EffectRequested{effect});
  decision_.effects.push_back(effect);
}

std::optional<Alarm> Draft::open_alarm(const PositionId& position, AlarmType type) const {
  std::optional<Alarm> alarm;
  if (const Alarm* found = state_.alarms.find(position, type)) alarm = *found;
  for (const Event& event : decision_.events) {
    const auto* raised = std::get_if<AlarmRaised>(&event.body);
    if (raised != nullptr && raised->position == position && raised->type == type) {
      alarm = raise(*raised, event.at);
    } else if (alarm) {
      alarm = evolve(*std::move(alarm), event);
    }
  }
  if (alarm && alarm->response == ResponseState::Resolved) return std::nullopt;
  return alarm;
}

void Draft::raise_or_repeat(const PositionId& position, const DeviceRef& device, const Rule& rule,
                            LogPosition cause, const std::optional<SignalKey>& key) {
  if (const auto open = open_alarm(position, rule.type)) {
    AlarmRepeated repeated{open->id, cause, key, wants_to_be_heard_again(*open)};
    repeated.other_device = open->device != device;
    add(std::move(repeated));
    return;
  }
  const auto raised_before = std::ranges::count_if(decision_.events, [](const Event& event) {
    return std::holds_alternative<AlarmRaised>(event.body);
  });
  AlarmRaised raised;
  raised.alarm =
      AlarmId(state_.alarms.newest().value() + static_cast<std::uint64_t>(raised_before) + 1);
  if (state_.known.has_municipality(device.municipality)) raised.municipality = device.municipality;
  raised.position = position;
  raised.device = device;
  raised.type = rule.type;
  raised.priority = rule.priority;
  raised.respond_by = now_ + response_target(rule.priority);
  raised.rule = rule.id;
  raised.cause = cause;
  raised.key = key;
  add(std::move(raised));
}

void Draft::return_to_normal(const Alarm& alarm, LogPosition cause) {
  if (alarm.condition != Condition::Active) return;
  const AlarmReturnedToNormal returned{alarm.id, cause};
  add(returned);
  clear_if_over(evolve(alarm, {now_, {}, returned}));
}

void Draft::clear_if_over(const Alarm& alarm) {
  if (alarm.condition != Condition::Normal || alarm.response != ResponseState::Queued) return;
  const Clearing clearing = clearing_of(alarm.type);
  const bool enough = clearing == Clearing::ByItself ||
                      (clearing == Clearing::ByAcknowledge && alarm.acknowledged());
  if (enough) add(AlarmResolved{alarm.id, {}, Outcome::ReturnedToNormal, {}});
}

Decision Draft::finish(AlarmId alarm) && {
  decision_.alarm = alarm;
  return std::move(decision_);
}

}  // namespace varde::core
