// What a message from the field means.
#include <algorithm>
#include <iterator>

#include "broker/core/draft.h"
#include "broker/core/limits.h"
#include "broker/core/own_positions.h"

namespace varde::core {
namespace {

// Where the alarms of this device belong. Never nowhere: a call from a device that nobody
// registered is still a call.
PositionId position_of(const State& state, const DeviceRef& device) {
  if (const Device* registered = state.known.find_device(device)) return registered->position;
  const bool room = state.unregistered_devices < limits::kUnregisteredDevices;
  if (room || state.devices.contains(device)) return unregistered_position(device);
  return crowd_position(state.known.has_municipality(device.municipality) ? device.municipality
                                                                          : MunicipalityId());
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
    raise_once(draft, position_of(draft.state(), device), device, AlarmType::UnregisteredDevice,
               cause);
  }
}

void judge(Draft& draft, const DeviceRef& device, const Signal& signal, LogPosition cause) {
  if (signal.history) return;
  const PositionId position = position_of(draft.state(), device);
  if (const Rule* rule = rule_for(signal.kind, signal.state)) {
    draft.raise_or_repeat(position, device, *rule, cause, signal.key);
  }
  for (const AlarmType type : returned_to_normal_by(signal.kind, signal.state)) {
    if (const auto open = draft.open_alarm(position, type)) draft.return_to_normal(*open, cause);
  }
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
  return std::move(draft).finish();
}

Decision decide_signals(const State& state, const FieldMessage& message,
                        const std::vector<Signal>& signals, Instant now) {
  Draft draft(state, now);
  std::vector<Signal> fresh;
  const auto memory = state.devices.find(message.device);
  std::ranges::copy_if(signals, std::back_inserter(fresh), [&](const Signal& signal) {
    return memory == state.devices.end() ||
           !repeats(memory->second, signal, message.raw.retained, now);
  });
  if (fresh.empty() && !signals.empty()) {
    Decision known_already;
    known_already.repeated = true;
    return known_already;
  }
  const LogPosition cause = draft.add(MessageReceived{message.raw, message.device, fresh});
  for (const Signal& signal : fresh) judge(draft, message.device, signal, cause);
  raise_if_unknown(draft, message.device, cause);
  return std::move(draft).finish();
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
