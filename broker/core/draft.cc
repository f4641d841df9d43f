#include "broker/core/draft.h"

#include <algorithm>

#include "broker/core/limits.h"
#include "broker/core/seams.h"

namespace varde::core {

bool wants_to_be_heard_again(const Alarm& alarm) {
  return alarm.acknowledged() &&
         (alarm.condition == Condition::Normal || (is_call(alarm.type) && !alarm.claimed()));
}

LogPosition Draft::add(EventBody body) {
  decision_.events.push_back({now_, command_, std::move(body)});
  return LogPosition(state_.log_end.value() + decision_.events.size());
}

std::optional<EffectId> Draft::request(decltype(Effect::what) what, Instant expires_at) {
  if (state_.effects.size() + decision_.effects.size() >= limits::kEffects) return std::nullopt;
  const EffectId id(state_.newest_effect.value() + decision_.effects.size() + 1);
  const Effect effect{id, expires_at, std::move(what)};
  add(EffectRequested{effect});
  decision_.effects.push_back(effect);
  return id;
}

std::optional<Alarm> Draft::open_alarm(const PositionId& position, AlarmType type,
                                       bool test) const {
  std::optional<Alarm> alarm;
  if (const Alarm* found = state_.alarms.find(position, type, test)) alarm = *found;
  for (const Event& event : decision_.events) {
    const auto* raised = std::get_if<AlarmRaised>(&event.body);
    if (raised != nullptr && raised->position == position && raised->type == type &&
        raised->test == test) {
      alarm = raise(*raised, event.at);
    } else if (alarm) {
      alarm = evolve(*std::move(alarm), event);
    }
  }
  if (alarm && alarm->response == ResponseState::Resolved) return std::nullopt;
  return alarm;
}

std::optional<Alarm> Draft::combined_alarm(const PositionId& position, AlarmType type,
                                           bool test) const {
  if (const Alarm* other = combined_with(state_, position, type, test)) {
    if (auto open = open_alarm(position, other->type, test)) return open;
  }
  // A fall and the call after it may stand in one message.
  for (const Event& event : decision_.events) {
    const auto* raised = std::get_if<AlarmRaised>(&event.body);
    if (raised == nullptr || raised->position != position || raised->test != test) continue;
    if (!are_combined(state_.rules, raised->type, type)) continue;
    if (auto open = open_alarm(position, raised->type, test)) return open;
  }
  return std::nullopt;
}

AlarmId Draft::next_alarm() const {
  const auto raised = std::ranges::count_if(decision_.events, [](const Event& event) {
    return std::holds_alternative<AlarmRaised>(event.body);
  });
  return AlarmId(state_.alarms.newest().value() + static_cast<std::uint64_t>(raised) + 1);
}

void Draft::raise_or_repeat(const PositionId& position, const DeviceRef& device, const Rule& rule,
                            LogPosition cause, const std::optional<SignalKey>& key) {
  const ServiceException* exception = exception_of(state_, device, position, now_);
  if (exception != nullptr && exception->kind == ExceptionKind::OutOfService) return;
  const bool test = exception != nullptr;
  if (const auto open = open_alarm(position, rule.type, test))
    return repeat(*open, device, rule, cause, key);
  if (const auto other = combined_alarm(position, rule.type, test))
    return repeat(*other, device, rule, cause, key);
  AlarmRaised raised;
  raised.alarm = next_alarm();
  if (state_.known.has_municipality(device.municipality)) raised.municipality = device.municipality;
  raised.position = position;
  raised.device = device;
  raised.type = rule.type;
  raised.priority = rule.priority;
  raised.rule = rule.id;
  raised.cause = cause;
  raised.key = key;
  raised.test = test;
  begin_escalation(state_, raised, now_);
  if (!test) place_in_incident(*this, raised);
  add(std::move(raised));
}

void Draft::repeat(const Alarm& open, const DeviceRef& device, const Rule& rule, LogPosition cause,
                   const std::optional<SignalKey>& key) {
  AlarmRepeated repeated{open.id, cause, key, wants_to_be_heard_again(open)};
  repeated.other_device = open.device != device;
  if (open.type != rule.type) repeated.type = rule.type;
  if (rule.priority < open.priority) repeated.priority = rule.priority;
  const bool again = repeated.realarm && !open.claimed();
  add(std::move(repeated));
  if (!again) return;
  if (auto restarted = restart_escalation(state_, open, now_)) add(*std::move(restarted));
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
