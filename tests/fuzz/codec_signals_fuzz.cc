// Whatever a codec returns is what the contract allows, or a fault. The first byte chooses which of
// its functions returned it.
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "adapters/host/codec_signals.h"
#include "adapters/host/json_values.h"
#include "broker/base/assert.h"
#include "tests/fuzz/checks.h"

namespace {

using namespace varde;
using namespace varde::adapters;
using core::SignalKind;

constexpr std::array kKinds{SignalKind::WaterLeak, SignalKind::BatteryLow, SignalKind::Position,
                            SignalKind::HelpCall};

void check_address(const std::string& address) {
  VARDE_ASSERT(!address.empty() && address.size() <= kAddressBytes);
  VARDE_ASSERT(utf8_length(address).has_value());
}

void check_signals(const std::vector<CodecSignal>& signals) {
  VARDE_ASSERT(signals.size() <= kSignalsOfMessage);
  for (const CodecSignal& said : signals) {
    if (said.address) check_address(*said.address);
    VARDE_ASSERT(std::ranges::count(kKinds, said.signal.kind) == 1);
    VARDE_ASSERT(said.signal.state != core::SignalState::Unspecified);
    check_signal(said.signal);
  }
}

void try_signals(std::string_view json) {
  const auto read = read_signals(json, kKinds);
  if (!read) return check_reason(read.error().reason);
  check_signals(*read);
}

void try_unwrapped(std::string_view json) {
  const auto read = read_unwrapped(json, kKinds);
  if (!read) return check_reason(read.error().reason);
  check_address(read->device);
  VARDE_ASSERT(read->bytes.value_or("").size() <= kFrameBytes);
  VARDE_ASSERT(utf8_length(read->boot).value_or(99) <= kBootCharacters);
  check_signals(read->signals);
}

void try_publish(std::string_view json) {
  const auto read = read_publish(json);
  if (!read) return check_reason(read.error().reason);
  VARDE_ASSERT(!read->topic.empty() && read->topic.size() <= kPublishTopicBytes);
  VARDE_ASSERT(read->payload.size() <= kPublishPayloadBytes && read->qos <= 2);
}

void try_downlink(std::string_view json) {
  const auto read = read_downlink(json);
  if (!read) return check_reason(read.error().reason);
  VARDE_ASSERT(read->f_port >= 1 && read->f_port <= 223 && read->bytes.size() <= kFrameBytes);
}

// What is written as JSON reads back as it was.
void try_json_text(std::string_view json) {
  const auto value = parse_json_value(json, 32);
  if (!value) return check_reason(value.error().reason);
  const auto again = parse_json_value(to_json_text(*value), 32);
  VARDE_ASSERT(again.has_value());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view json(reinterpret_cast<const char*>(data) + 1, size - 1);
  switch (data[0]) {
    case 's': try_signals(json); break;
    case 'u': try_unwrapped(json); break;
    case 'p': try_publish(json); break;
    case 'd': try_downlink(json); break;
    default: try_json_text(json); break;
  }
  return 0;
}
