#include "broker/core/rule_match.h"

#include <algorithm>

namespace varde::core {
namespace {

template <class Value>
bool has(const std::vector<Value>& list, const Value& value) {
  return std::ranges::find(list, value) != list.end();
}

std::size_t bit_of(const AlarmRule& rule) {
  const bool whatever = std::holds_alternative<OnSignal>(rule.form);
  return whatever ? 0 : static_cast<std::size_t>(rule.raise.type);
}

}  // namespace

Speaker speaker(const State& state, const DeviceRef& device, const PositionId& position) {
  return {device, position, state.known.find_device(device), state.known.find_position(position)};
}

bool names(const std::vector<SignalKind>& list, SignalKind kind) {
  return list.empty() || has(list, kind);
}

Unmet unmet_by(const Match& match, const Speaker& speaker) {
  if (!match.municipalities.empty() && !has(match.municipalities, speaker.device.municipality))
    return Unmet::Municipality;
  if (!match.devices.empty() && !has(match.devices, speaker.device)) return Unmet::Device;
  const bool registered = speaker.registered != nullptr;
  if (!match.positions.empty() && (!registered || !has(match.positions, speaker.position)))
    return Unmet::Position;
  if (!match.device_types.empty() &&
      (!registered || !has(match.device_types, speaker.registered->type)))
    return Unmet::DeviceType;
  if (!match.site_kinds.empty() &&
      (speaker.place == nullptr || !has(match.site_kinds, speaker.place->site_kind)))
    return Unmet::SiteKind;
  return Unmet::None;
}

Unmet first_unmet(const Match& match, const Heard& heard, Instant now) {
  if (!names(match.kinds, heard.signal.kind)) return Unmet::Kind;
  if (const Unmet unmet = unmet_by(match, heard.by); unmet != Unmet::None) return unmet;
  return contains(match.at, now) ? Unmet::None : Unmet::Time;
}

bool is_active(const Signal& signal) {
  return signal.state == SignalState::Active || signal.state == SignalState::Unspecified;
}

bool Decided::by_earlier(const AlarmRule& rule) const {
  const auto& types = types_[rule.form.index()];
  return types.test(0) || types.test(bit_of(rule));
}

void Decided::add(const AlarmRule& rule) { types_[rule.form.index()].set(bit_of(rule)); }

}  // namespace varde::core
