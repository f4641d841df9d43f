// Whatever a device sends, the adapter that is configured in YAML answers. The first byte chooses
// what the rules ask for; with its bit 6 the rest of the first line is the pointer of a rule.
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>

#include "adapters/host/codec_signals.h"
#include "adapters/host/mapped_adapter.h"
#include "broker/base/assert.h"
#include "tests/fuzz/checks.h"

namespace {

using namespace varde;
using namespace varde::adapters;
using core::SignalKind;
using core::SignalState;

MapRules rules_for(unsigned chosen) {
  MapRules rules;
  MapRule fire;
  fire.kind = SignalKind::Fire;
  fire.when = MapCondition{"/state", {"true", "fire", "1"}, {}};
  fire.text_pointer = "/text";
  MapRule temperature;
  temperature.kind = SignalKind::Temperature;
  temperature.value = MapValue{"/temp", "°C"};
  MapRule level;
  level.kind = SignalKind::WaterLeak;
  level.state = MapState{"/level/0", Threshold{2.5, 2.3, -1, {}}};
  level.value = MapValue{"/level/0", "m"};
  MapRule door;
  door.kind = SignalKind::Tamper;
  door.state = MapState{"/door", ValueStates{{{"open", SignalState::Active},
                                              {"2", SignalState::Fault},
                                              {"null", SignalState::Unknown}}}};
  MapRule error;
  error.kind = SignalKind::Fault;
  error.when = MapCondition{"/error", {}, true};
  rules.rules = {fire, temperature, level, door, error};
  for (MapRule& rule : rules.rules) rule.required = (chosen & 1U) != 0;
  constexpr std::array kFormats{MapTimeFormat::EpochSeconds, MapTimeFormat::EpochMilliseconds,
                                MapTimeFormat::Rfc3339, MapTimeFormat::Rfc3339};
  rules.device_time = MapTime{"/ts", kFormats[chosen >> 1U & 3U]};
  rules.sequence_pointer = "/n";
  if ((chosen & 8U) != 0) rules.boot_pointer = "/b";
  rules.plain_text = (chosen & 16U) != 0;
  return rules;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const unsigned chosen = data[0];
  std::string payload(reinterpret_cast<const char*>(data) + 1, size - 1);
  MapRules rules = rules_for(chosen);
  const std::size_t line = payload.find('\n');
  if ((chosen & 64U) != 0 && line != std::string::npos) {
    rules.rules[1].value->pointer = payload.substr(0, line);
    payload.erase(0, line + 1);
  }
  if (const auto fault = fault_of(rules)) {
    check_reason(*fault);
    return 0;
  }
  PreviousStates previous;
  if ((chosen & 32U) != 0) previous[SignalKind::WaterLeak] = SignalState::Active;

  const auto decoded = decode_mapped(rules, payload, previous);

  if (!decoded) {
    check_reason(decoded.error().reason);
    return 0;
  }
  VARDE_ASSERT(decoded->size() <= kSignalsOfMessage);
  for (const core::Signal& signal : *decoded) {
    VARDE_ASSERT(signal.state != SignalState::Unspecified);
    check_signal(signal);
  }
  return 0;
}
