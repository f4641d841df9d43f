#include "adapters/host/codec_signals.h"

#include <algorithm>
#include <boost/json/serialize.hpp>
#include <limits>
#include <utility>

#include "adapters/host/canonical_json.h"
#include "adapters/host/canonical_limits.h"
#include "adapters/host/codec_fields.h"
#include "adapters/host/rfc3339.h"
#include "broker/wire/names.h"

namespace varde::adapters {
namespace {

namespace json = boost::json;

// Where protobuf is lenient and a mistake would change what is reported: it takes numbers as words,
// null for a state that is left out (which would be active), and "yes" for true.
std::optional<ResultFault> fault_of_words(const json::object& object) {
  const json::value* kind = object.if_contains("kind");
  if (kind == nullptr || !kind->is_string()) return fault("kind", "is not given as a word");
  const json::value* state = object.if_contains("state");
  if (state != nullptr && !state->is_string()) return fault("state", "is not given as a word");
  const json::value* history = given(object, "history");
  if (history != nullptr && !history->is_bool()) {
    return fault("history", "is neither true nor false");
  }
  return std::nullopt;
}

std::optional<ResultFault> fault_of_location(const json::object& object) {
  const json::value* location = given(object, "location");
  if (location == nullptr) return std::nullopt;
  const auto* fields = location->if_object();
  if (fields == nullptr) return fault("location", "is no object");
  auto wrong = fault_of_names(*fields, {"latitude", "longitude", "accuracy_m"});
  if (wrong) return fault("", "location." + wrong->reason);
  // Left out they would be 0, which is a place in the sea.
  for (const char* name : {"latitude", "longitude"}) {
    if (given(*fields, name) == nullptr)
      return fault("", std::string("location.") + name + ": missing");
  }
  return std::nullopt;
}

std::optional<ResultFault> fault_of_fields(const json::object& object) {
  if (auto wrong = fault_of_names(
          object, {"kind", "state", "boot", "sequence", "device_time", "network_time", "value",
                   "unit", "text", "location", "history", "device"})) {
    return wrong;
  }
  if (auto wrong = fault_of_words(object)) return wrong;
  return fault_of_location(object);
}

// The signal in `object`, by the same reader as a canonical one.
Result<core::Signal, ResultFault> canonical_part(const json::object& object) {
  json::object fields;
  for (const auto& field : object) {
    if (field.key() != "device" && !field.value().is_null()) {
      fields.emplace(field.key(), field.value());
    }
  }
  const auto parsed = parse_json(json::serialize(fields));
  if (!parsed) return fault("", parsed.error().reason);
  auto signal = within_limits(*parsed);
  if (!signal) return fault("", signal.error().reason);
  if (signal->state == core::SignalState::Unspecified) signal->state = core::SignalState::Active;
  return *std::move(signal);
}

Result<CodecSignal, ResultFault> read_signal(const json::value& value, AllowedKinds kinds) {
  const auto* object = value.if_object();
  if (object == nullptr) return fault("", "is no object");
  if (auto wrong = fault_of_fields(*object)) return *std::move(wrong);
  CodecSignal out;
  if (object->contains("device")) {
    auto address = address_in(*object);
    if (!address) return std::move(address).error();
    out.address = *std::move(address);
  }
  auto signal = canonical_part(*object);
  if (!signal) return std::move(signal).error();
  if (std::ranges::find(kinds, signal->kind) == kinds.end()) {
    return fault("kind", std::string(wire::name(signal->kind)) +
                             " is not among the signals of the device's type");
  }
  out.signal = *std::move(signal);
  return out;
}

Result<std::vector<CodecSignal>, ResultFault> read_array(const json::value& value,
                                                         AllowedKinds kinds) {
  const auto* array = value.if_array();
  if (array == nullptr) return fault("signals", "are no array");
  if (array->size() > kSignalsOfMessage) {
    return fault("signals", "more than " + std::to_string(kSignalsOfMessage));
  }
  std::vector<CodecSignal> signals;
  for (const json::value& element : *array) {
    auto signal = read_signal(element, kinds);
    if (!signal) {
      return fault("signal " + std::to_string(signals.size() + 1), signal.error().reason);
    }
    signals.push_back(*std::move(signal));
  }
  return signals;
}

std::optional<ResultFault> read_envelope(const json::object& object, Unwrapped& out) {
  const auto port = number_up_to(255, object, "fPort");
  if (!port) return port.error();
  if (*port) out.f_port = static_cast<std::uint8_t>(**port);
  const auto sequence = number_up_to(std::numeric_limits<std::uint64_t>::max(), object, "sequence");
  if (!sequence) return sequence.error();
  out.sequence = *sequence;
  const auto boot = text_in(object, "boot");
  if (!boot) return boot.error();
  out.boot = boot->value_or("");
  if (utf8_length(out.boot).value_or(kBootCharacters + 1) > kBootCharacters) {
    return fault("boot", "longer than " + std::to_string(kBootCharacters) + " characters");
  }
  const auto time = text_in(object, "networkTime");
  if (!time) return time.error();
  if (*time) {
    out.network_time = parse_rfc3339(**time);
    if (!out.network_time) return fault("networkTime", "is no RFC 3339 time");
  }
  return std::nullopt;
}

}  // namespace

Result<std::vector<CodecSignal>, ResultFault> read_signals(std::string_view text,
                                                           AllowedKinds kinds) {
  const auto value = parse_result(text);
  if (!value) return value.error();
  return read_array(*value, kinds);
}

Result<Unwrapped, ResultFault> read_unwrapped(std::string_view text, AllowedKinds kinds) {
  const auto value = parse_result(text);
  if (!value) return value.error();
  const auto* object = value->if_object();
  if (object == nullptr) return fault("result", "is no object");
  if (auto wrong = fault_of_names(*object, {"device", "fPort", "bytes", "base64", "hex",
                                            "networkTime", "boot", "sequence", "signals"})) {
    return *std::move(wrong);
  }
  Unwrapped out;
  auto device = address_in(*object);
  if (!device) return std::move(device).error();
  out.device = *std::move(device);
  auto frame = frame_in(*object);
  if (!frame) return std::move(frame).error();
  out.bytes = *std::move(frame);
  if (auto wrong = read_envelope(*object, out)) return *std::move(wrong);
  if (const json::value* given_signals = given(*object, "signals")) {
    auto signals = read_array(*given_signals, kinds);
    if (!signals) return std::move(signals).error();
    out.signals = *std::move(signals);
  }
  return out;
}

}  // namespace varde::adapters
