// What a message from the field means.
#include <algorithm>
#include <iterator>

#include "broker/core/draft.h"
#include "broker/core/field_memory.h"
#include "broker/core/limits.h"
#include "broker/core/own_positions.h"
#include "broker/core/seams.h"
#include "broker/core/supervise.h"

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

bool is_repeat(const State& state, const DeviceRef& device, const Signal& signal, bool retained,
               Instant now) {
  const auto memory = state.devices.find(device);
  if (memory == state.devices.end()) return false;
  switch (seen_before(memory->second, signal, retained, now)) {
    case Seen::Never: return false;
    case Seen::SameKey: return true;
    case Seen::SameState: return signal.history || retained || is_shown(state, device, signal);
  }
  return false;
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
  const Rule* rule = rule_for(signal.kind, signal.state);
  const AlarmType type = rule != nullptr ? rule->type : AlarmType::Unspecified;
  for (const AlarmType over : returned_to_normal_by(signal.kind, signal.state))
    note_restore(draft, device, position(over), over, cause);
  // Who speaks is not offline, whatever it says.
  if (signal.kind != SignalKind::Offline)
    note_restore(draft, device, position(AlarmType::Offline), AlarmType::Offline, cause);
  if (judge_by_rules(draft, device, position(type), signal, cause)) return;
  if (rule != nullptr && !is_unchanged(draft.state(), device, signal)) {
    draft.raise_or_repeat(position(rule->type), device, *rule, cause, signal.key);
  }
  const auto ends = returned_to_normal_by(signal.kind, signal.state);
  for (const AlarmType over : ends) {
    for (const bool test : {false, true}) {
      const auto open = draft.open_alarm(position(over), over, test);
      if (open && may_end(device, signal, *open, ends)) draft.return_to_normal(*open, cause);
    }
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

// Where an alarm about a message of this device belongs.
PositionId position_of_message(const State& state, const DeviceRef& device, const LinkId& link) {
  const Device* registered = state.known.find_device(device);
  return registered != nullptr ? registered->position : link_position(link);
}

void take_failure(Draft& draft, const RawMessage& raw, const Report& report,
                  const DecodeFailure& failure) {
  const LogPosition cause = draft.add(MessageUndecodable{raw, report.device, failure});
  draft.raise_or_repeat(position_of_message(draft.state(), report.device, raw.link), report.device,
                        rule_of(AlarmType::UndecodableMessage), cause, {});
}

// True if the device has reported the kind, or its opposite, since `said_at`.
bool is_outdated(const State& state, const DeviceRef& device, SignalKind kind, Instant said_at) {
  const auto memory = state.devices.find(device);
  if (memory == state.devices.end()) return false;
  const auto later = [&](SignalKind other) {
    const auto last = memory->second.reported.find(other);
    return last != memory->second.reported.end() && last->second.at > said_at;
  };
  return later(kind) || std::ranges::any_of(counterparts_of(kind), later);
}

// What a message that was decoded late says by now. Of a condition that the device has told of
// since it is only the history; so it is of the end of a call, which may be another one by now:
// when in doubt the alarm stays.
Signal as_of_now(const State& state, const DeviceRef& device, Signal signal, Instant said_at) {
  const bool lasting = is_sustained(signal.kind) || !counterparts_of(signal.kind).empty();
  const bool over = lasting ? is_outdated(state, device, signal.kind, said_at)
                            : has_state(signal.kind) && !rule_for(signal.kind, signal.state);
  signal.history = signal.history || over;
  return signal;
}

// False if all of it was received before. A replay is noted all the same: it is not to be tried
// again.
bool take_signals(Draft& draft, const RawMessage& raw, const Report& report,
                  LogPosition replay_of) {
  const bool replay = !replay_of.none();
  const auto& signals = std::get<std::vector<Signal>>(report.content);
  const Instant said_at = replay ? raw.received_at : draft.now();
  std::vector<Signal> fresh;
  for (Signal signal : signals) {
    if (replay) signal = as_of_now(draft.state(), report.device, std::move(signal), said_at);
    if (!is_repeat(draft.state(), report.device, signal, raw.retained, said_at)) {
      fresh.push_back(std::move(signal));
    }
  }
  if (fresh.empty() && !signals.empty() && !replay) return false;
  const MessageReceived received{raw, report.device, fresh, replay_of};
  const LogPosition cause = draft.add(received);
  for (const Signal& signal : fresh) judge(draft, report.device, signal, cause);
  note_heard(draft, position_of(draft.state(), report.device, AlarmType::Offline), received, cause);
  raise_if_unknown(draft, report.device, cause);
  return true;
}

bool take(Draft& draft, const RawMessage& raw, const Report& report, LogPosition replay_of) {
  if (const auto* failure = std::get_if<DecodeFailure>(&report.content)) {
    take_failure(draft, raw, report, *failure);
    return true;
  }
  return take_signals(draft, raw, report, replay_of);
}

// Why `message` says more than one message may; none if it does not.
std::optional<DecodeFailure> too_much(const FieldMessage& message) {
  const auto too_many = [](const Content& content) {
    const auto* signals = std::get_if<std::vector<Signal>>(&content);
    return signals != nullptr && signals->size() > limits::kSignalsPerMessage;
  };
  if (too_many(message.content) || std::ranges::any_of(message.others, too_many, &Report::content))
    return DecodeFailure{DecodeFailureKind::OutOfRange, "more signals than a message may hold"};
  if (message.others.size() >= limits::kReportsPerMessage)
    return DecodeFailure{DecodeFailureKind::OutOfRange, "more devices than a message may speak of"};
  return std::nullopt;
}

// Received before, all of it.
Decision known_already(const State& state, const FieldMessage& message) {
  Decision known;
  known.repeated = true;
  if (const auto* signals = std::get_if<std::vector<Signal>>(&message.content))
    known.alarm = open_alarm_of(state, message.device, *signals);
  return known;
}

// The bytes stand once in the log, with the first of the message's devices.
RawMessage without_payload(const RawMessage& raw) {
  RawMessage out = raw;
  out.payload.clear();
  return out;
}

}  // namespace

Decision decide_field(const State& state, const FieldMessage& message, Instant now) {
  Draft draft(state, now);
  if (auto failure = too_much(message)) {
    take_failure(draft, message.raw, {message.device, {}}, *failure);
    return finish(std::move(draft));
  }
  bool fresh = take(draft, message.raw, {message.device, message.content}, message.replay_of);
  for (const Report& other : message.others) {
    const RawMessage raw = fresh ? without_payload(message.raw) : message.raw;
    fresh = take(draft, raw, other, message.replay_of) || fresh;
  }
  if (!fresh) return known_already(state, message);
  return finish(std::move(draft));
}

}  // namespace varde::core
