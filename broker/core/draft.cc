#include "broker/core/draft.h"

#include <algorithm>

#include "broker/base/assert.h"
#include "broker/core/escalation_plan.h"
#include "broker/core/limits.h"
#include "broker/core/seams.h"

namespace varde::core {

bool wants_to_be_heard_again(const Alarm& alarm) {
  return alarm.acknowledged() &&
         (alarm.condition == Condition::Normal || (is_call(alarm.type) && !alarm.claimed()));
}

LogPosition Draft::add(EventBody body) {
  index(body);
  decision_.events.push_back({now_, command_, std::move(body)});
  return LogPosition(state_.log_end.value() + decision_.events.size());
}

void Draft::index(const EventBody& body) {
  const std::size_t at = decision_.events.size();
  if (const auto* raised = std::get_if<AlarmRaised>(&body)) {
    raised_at_.insert_or_assign({raised->position, raised->type, raised->test}, raised->alarm);
    raised_.push_back(raised->alarm);
  }
  if (const auto* opened = std::get_if<IncidentOpened>(&body)) {
    opened_.push_back(at);
    for (const AlarmId member : opened->members) facts_about_.emplace(member, at);
  }
  if (const auto* ended = std::get_if<ExceptionEnded>(&body)) ended_ = ended->exception;
  if (const AlarmId alarm = alarm_of(body); !alarm.none()) facts_about_.emplace(alarm, at);
}

Alarm Draft::add_about(const Alarm& alarm, const EventBody& fact) {
  add(fact);
  return evolve(alarm, {now_, {}, fact});
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
  const auto raised = raised_at_.find({position, type, test});
  if (raised != raised_at_.end()) return open_alarm(raised->second);
  const Alarm* found = state_.alarms.find(position, type, test);
  return found == nullptr ? std::nullopt : open_alarm(found->id);
}

std::optional<Alarm> Draft::open_alarm(AlarmId id) const {
  std::optional<Alarm> alarm;
  if (const Alarm* found = state_.alarms.find(id)) alarm = *found;
  const auto [first, last] = facts_about_.equal_range(id);
  for (auto fact = first; fact != last; ++fact) {
    const Event& event = decision_.events[fact->second];
    if (const auto* raised = std::get_if<AlarmRaised>(&event.body)) {
      alarm = raise(*raised, event.at);
    } else if (alarm) {
      alarm = evolve(*std::move(alarm), event);
    }
  }
  if (alarm && alarm->response == ResponseState::Resolved) return std::nullopt;
  return alarm;
}

std::vector<const IncidentOpened*> Draft::opened() const {
  std::vector<const IncidentOpened*> out;
  for (const std::size_t at : opened_)
    out.push_back(&std::get<IncidentOpened>(decision_.events[at].body));
  return out;
}

std::optional<Alarm> Draft::combined_alarm(const PositionId& position, AlarmType type,
                                           bool test) const {
  if (state_.rules.combinations.empty()) return std::nullopt;
  if (const Alarm* other = combined_with(state_, position, type, test)) {
    if (auto open = open_alarm(position, other->type, test)) return open;
  }
  // A fall and the call after it may stand in one message.
  for (auto at = raised_at_.lower_bound({position, AlarmType::Unspecified, false});
       at != raised_at_.end() && std::get<PositionId>(at->first) == position; ++at) {
    const auto& [place, other, on_test] = at->first;
    if (on_test != test || !are_combined(state_.rules, other, type)) continue;
    if (auto open = open_alarm(at->second)) return open;
  }
  return std::nullopt;
}

AlarmId Draft::next_alarm() const {
  return AlarmId(state_.alarms.newest().value() + raised_.size() + 1);
}

void Draft::raise_or_repeat(const PositionId& position, const DeviceRef& device, const Rule& rule,
                            LogPosition cause, const std::optional<SignalKey>& key) {
  const ServiceException* exception = exception_of(state_, device, position, now_, ended_);
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
  if (test) {  // Nobody on duty is asked.
    raised.respond_by = now_ + response_target(raised.priority);
  } else {
    begin_escalation(state_, raised, now_);
    place_in_incident(*this, raised);
    end_restore(*this, position, rule.type, cause);
  }
  add(std::move(raised));
}

void Draft::repeat(const Alarm& open, const DeviceRef& device, const Rule& rule, LogPosition cause,
                   const std::optional<SignalKey>& key) {
  const bool graver = rule.priority < open.priority;
  // Who acknowledged the lesser condition has not recognised the graver one.
  const bool realarm = wants_to_be_heard_again(open) || (graver && open.acknowledged());
  AlarmRepeated repeated{open.id, cause, key, realarm};
  repeated.other_device = open.device != device;
  if (repeated.other_device) repeated.device = device;
  if (open.type != rule.type) repeated.type = rule.type;
  if (graver) {
    repeated.priority = rule.priority;
    const Instant soon = now_ + claim_within(state_.policies, open.municipality, rule.priority);
    repeated.respond_by = std::min(open.respond_by, soon);
  }
  const Alarm alarm = note_chatter(add_about(open, repeated));
  if (alarm.shelf && is_critical_of_person(alarm)) return unshelve(alarm, {});
  // Who calls again when everybody has been told is told of again.
  const bool unheard = is_call(rule.type) && !alarm.escalation.next_at;
  if (alarm.test || alarm.claimed() || !(realarm || graver || unheard)) return;
  if (auto restarted = restart_escalation(state_, alarm, now_)) add(*std::move(restarted));
}

Alarm Draft::note_chatter(const Alarm& alarm) {
  if (alarm.chattering || !comes_and_goes(alarm)) return alarm;
  return add_about(alarm, AlarmChattered{alarm.id, true});
}

void Draft::unshelve(const Alarm& alarm, const UserId& user) {
  VARDE_ASSERT(alarm.shelf.has_value());
  const Alarm back = add_about(alarm, AlarmUnshelved{alarm.id, user});
  if (auto restarted = restart_escalation(state_, back, now_)) add(*std::move(restarted));
}

void Draft::return_to_normal(const Alarm& alarm, LogPosition cause) {
  if (alarm.condition != Condition::Active) return;
  clear_if_over(note_chatter(add_about(alarm, AlarmReturnedToNormal{alarm.id, cause})));
}

void Draft::clear_if_over(const Alarm& alarm) {
  if (alarm.condition != Condition::Normal || alarm.response != ResponseState::Queued) return;
  if (alarm.chattering) return;  // It may be back the next moment.
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
