// What a message from the field means.
#include <algorithm>
#include <iterator>

#include "broker/core/draft.h"
#include "broker/core/limits.h"
#include "broker/core/own_positions.h"

namespace varde::core {
namespace {

// Where the alarms of this device belong. Never nowhere: a call from a device that nobody
// registered is still a call, and one of its own as long as there is any room.
PositionId position_of(const State& state, const DeviceRef& device, AlarmType type) {
  if (const Device* registered = state.known.find_device(device)) return registered->position;
  const bool told_apart = state.devices.contains(device) ||
                          state.unregistered_devices < limits::kUnregisteredDevices ||
                          (is_call(type) && state.alarms.open().size() < limits::kOpenAlarms);
  if (told_apart) return unregistered_position(device);
  return crowd_position(state.known.has_municipality(device.municipality) ? device.municipality
                                                                          : MunicipalityId());
}

// True if the alarms already show what `signal` says: then a copy of it is no news. A state said
// once more after a cancel, a resolution or an acknowledged call is news, however soon it comes.
bool is_shown(const State& state, const DeviceRef& device, const Signal& signal) {
  const auto alarm_of_type = [&](AlarmType type) {
    return state.alarms.find(position_of(state, device, type), type);
  };
  if (const Rule* rule = rule_for(signal.kind, signal.state)) {
    const Alarm* alarm = alarm_of_type(rule->type);
    if (alarm == nullptr || alarm->condition != Condition::Active) return false;
    if (wants_to_be_heard_again(*alarm)) return false;
  }
  return std::ranges::none_of(returned_to_normal_by(signal.kind, signal.state),
                              [&](AlarmType type) {
                                const Alarm* alarm = alarm_of_type(type);
                                return alarm != nullptr && alarm->condition == Condition::Active;
                              });
}

bool is_repeat(const State& state, const FieldMessage& message, const Signal& signal, Instant now) {
  const auto memory = state.devices.find(message.device);
  if (memory == state.devices.end()) return false;
  switch (seen_before(memory->second, signal, message.raw.retained, now)) {
    case Seen::Never: return false;
    case Seen::SameKey: return true;
    case Seen::SameState:
      return signal.history || message.raw.retained || is_shown(state, message.device, signal);
  }
  return false;
}

// True if `signal` may end the condition of `alarm`. Only the device that raised it knows, and only
// while no other reports the same; and what it said before its newest alarm but arrived after it
// (the urgent lane overtakes) is no longer true. When in doubt the alarm stays.
bool may_end(const DeviceRef& device, const Signal& signal, const Alarm& alarm) {
  if (alarm.device != device || alarm.several_devices) return false;
  const bool overtaken = signal.key && alarm.last_key && signal.key->boot == alarm.last_key->boot &&
                         signal.key->sequence < alarm.last_key->sequence;
  return !overtaken;
}

void raise_once(Draft& draft, const PositionId& position, const DeviceRef& device, AlarmType type,
                LogPosition cause) {
  if (!draft.open_alarm(position, type)) {
    draft.raise_or_repeat(position, device, rule_of(type), cause, std::nullopt);
  }
}

void raise_if_unknown(Draft& draft, const DeviceRef& device, LogPosition cause) {
  const Register& known = draft.state().known;
  if (!known.has_municipality(device.municipality)) {
    raise_once(draft, unknown_municipality_position(), device, AlarmType::UnknownMunicipality,
               cause);
  } else if (known.find_device(device) == nullptr) {
    const AlarmType type = AlarmType::UnregisteredDevice;
    raise_once(draft, position_of(draft.state(), device, type), device, type, cause);
  }
}

void judge(Draft& draft, const DeviceRef& device, const Signal& signal, LogPosition cause) {
  if (signal.history) return;
  const auto position = [&](AlarmType type) { return position_of(draft.state(), device, type); };
  if (const Rule* rule = rule_for(signal.kind, signal.state)) {
    draft.raise_or_repeat(position(rule->type), device, *rule, cause, signal.key);
  }
  for (const AlarmType type : returned_to_normal_by(signal.kind, signal.state)) {
    const auto open = draft.open_alarm(position(type), type);
    if (open && may_end(device, signal, *open)) draft.return_to_normal(*open, cause);
  }
}

// The first alarm that the message was about, so that its sender can be told.
Decision finish(Draft draft) {
  Decision decision = std::move(draft).finish();
  for (const Event& event : decision.events) {
    if (decision.alarm.none()) decision.alarm = alarm_of(event.body);
  }
  return decision;
}

AlarmId open_alarm_of(const State& state, const DeviceRef& device,
                      const std::vector<Signal>& signals) {
  for (const Signal& signal : signals) {
    const Rule* rule = rule_for(signal.kind, signal.state);
    if (rule == nullptr) continue;
    const Alarm* alarm = state.alarms.find(position_of(state, device, rule->type), rule->type);
    if (alarm != nullptr) return alarm->id;
  }
  return {};
}

Decision decide_undecodable(const State& state, const FieldMessage& message,
                            const DecodeFailure& failure, Instant now) {
  Draft draft(state, now);
  const LogPosition cause = draft.add(MessageUndecodable{message.raw, message.device, failure});
  const Device* device = state.known.find_device(message.device);
  const PositionId position =
      device != nullptr ? device->position : link_position(message.raw.link);
  draft.raise_or_repeat(position, message.device, rule_of(AlarmType::UndecodableMessage), cause,
                        {});
  return finish(std::move(draft));
}

Decision decide_signals(const State& state, const FieldMessage& message,
                        const std::vector<Signal>& signals, Instant now) {
  Draft draft(state, now);
  std::vector<Signal> fresh;
  std::ranges::copy_if(signals, std::back_inserter(fresh), [&](const Signal& signal) {
    return !is_repeat(state, message, signal, now);
  });
  if (fresh.empty() && !signals.empty()) {
    Decision known_already;
    known_already.repeated = true;
    known_already.alarm = open_alarm_of(state, message.device, signals);
    return known_already;
  }
  const LogPosition cause = draft.add(MessageReceived{message.raw, message.device, fresh});
  for (const Signal& signal : fresh) judge(draft, message.device, signal, cause);
  raise_if_unknown(draft, message.device, cause);
  return finish(std::move(draft));
}

}  // namespace

Decision decide_field(const State& state, const FieldMessage& message, Instant now) {
  if (const auto* failure = std::get_if<DecodeFailure>(&message.content)) {
    return decide_undecodable(state, message, *failure, now);
  }
  const auto& signals = std::get<std::vector<Signal>>(message.content);
  if (signals.size() > limits::kSignalsPerMessage) {
    return decide_undecodable(
        state, message, {DecodeFailureKind::OutOfRange, "more signals than a message may hold"},
        now);
  }
  return decide_signals(state, message, signals, now);
}

}  // namespace varde::core
