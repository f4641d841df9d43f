#include "adapters/host/field_message.h"

#include <algorithm>
#include <map>
#include <utility>

#include "broker/core/rules.h"
#include "broker/wire/names.h"

namespace varde::adapters {
namespace {

core::Content content_of(std::vector<core::Signal> signals, const Speaker& speaker) {
  for (core::Signal& signal : signals) {
    const DeviceType* type = speaker.type;
    if (type != nullptr && std::ranges::find(type->signals, signal.kind) == type->signals.end()) {
      return core::DecodeFailure{
          core::DecodeFailureKind::BadResult,
          "kind: the device's type cannot report " + std::string(wire::name(signal.kind))};
    }
    const bool by_state = type == nullptr || type->duplicates == Duplicates::State;
    signal.level = by_state && core::is_sustained(signal.kind);
  }
  return signals;
}

}  // namespace

bool is_urgent(const DeviceType& type) {
  return std::ranges::any_of(type.signals, [](core::SignalKind kind) {
    const core::Rule* rule = core::rule_for(kind, core::SignalState::Active);
    return rule != nullptr && rule->priority <= core::Priority::High;
  });
}

core::FieldMessage to_field_message(
    MessageParts parts, const std::function<Speaker(const std::string& address)>& speaker) {
  std::vector<std::string> addresses;  // In the order in which they are spoken of.
  std::map<std::string, std::vector<core::Signal>> signals;
  for (CodecSignal& signal : parts.signals) {
    const std::string address = signal.address.value_or(parts.address);
    if (!signals.contains(address)) addresses.push_back(address);
    signals[address].push_back(std::move(signal.signal));
  }
  // A server that only speaks for others says nothing of itself.
  if (addresses.empty()) addresses.push_back(parts.address);

  core::FieldMessage message;
  message.raw = std::move(parts.raw);
  for (const std::string& address : addresses) {
    const Speaker who = speaker(address);
    core::Content content = content_of(std::move(signals[address]), who);
    if (&address == &addresses.front()) {
      message.device = who.device;
      message.content = std::move(content);
    } else {
      message.others.push_back({who.device, std::move(content)});
    }
  }
  return message;
}

void add_envelope(const Unwrapped& envelope, std::vector<CodecSignal>& signals) {
  for (CodecSignal& out : signals) {
    core::Signal& signal = out.signal;
    if (!signal.network_time) signal.network_time = envelope.network_time;
    if (!signal.key && envelope.sequence) {
      signal.key = core::SignalKey{envelope.boot, *envelope.sequence};
    }
  }
}

}  // namespace varde::adapters
