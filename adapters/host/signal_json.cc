#include "adapters/host/signal_json.h"

#include <boost/json.hpp>
#include <string>
#include <string_view>

#include "adapters/host/json_values.h"
#include "adapters/host/rfc3339.h"
#include "broker/base/hex.h"
#include "broker/base/utf8.h"
#include "broker/wire/names.h"

namespace varde::adapters {
namespace {

namespace json = boost::json;

constexpr std::size_t kPayloadDepth = 32;

json::string text_of(std::string_view text) { return json::string(text.data(), text.size()); }

json::object location_of(const core::GeoPoint& point) {
  json::object object{{"latitude", point.latitude}, {"longitude", point.longitude}};
  if (point.accuracy_m != 0) object["accuracy_m"] = point.accuracy_m;
  return object;
}

}  // namespace

json::value to_json(const CodecSignal& said) {
  const core::Signal& signal = said.signal;
  json::object object;
  if (said.address) object["device"] = text_of(*said.address);
  object["kind"] = text_of(wire::name(signal.kind));
  object["state"] = text_of(wire::name(signal.state));
  if (signal.key && !signal.key->boot.empty()) object["boot"] = text_of(signal.key->boot);
  if (signal.key) object["sequence"] = signal.key->sequence;
  if (signal.device_time) object["device_time"] = text_of(to_rfc3339(*signal.device_time));
  if (signal.network_time) object["network_time"] = text_of(to_rfc3339(*signal.network_time));
  if (signal.value) object["value"] = *signal.value;
  if (!signal.unit.empty()) object["unit"] = text_of(signal.unit);
  if (!signal.text.empty()) object["text"] = text_of(signal.text);
  if (signal.location) object["location"] = location_of(*signal.location);
  if (signal.history) object["history"] = true;
  return object;
}

json::value to_json(const std::vector<CodecSignal>& signals) {
  json::array array;
  for (const CodecSignal& signal : signals) array.push_back(to_json(signal));
  return array;
}

json::value to_json(const Unwrapped& unwrapped) {
  json::object object;
  object["device"] = text_of(unwrapped.device);
  if (unwrapped.f_port) object["fPort"] = *unwrapped.f_port;
  if (unwrapped.bytes) object["hex"] = text_of(hex(*unwrapped.bytes));
  if (unwrapped.network_time) object["networkTime"] = text_of(to_rfc3339(*unwrapped.network_time));
  if (!unwrapped.boot.empty()) object["boot"] = text_of(unwrapped.boot);
  if (unwrapped.sequence) object["sequence"] = *unwrapped.sequence;
  object["signals"] = to_json(unwrapped.signals);
  return object;
}

json::value to_json(const Publish& publish) {
  json::object object;
  object["topic"] = text_of(publish.topic);
  const auto payload = parse_json_value(publish.payload, kPayloadDepth);
  if (payload && payload->is_object()) {
    object["payload"] = *payload;
  } else if (is_utf8(publish.payload)) {
    object["payload"] = text_of(publish.payload);
  } else {
    object["payload_hex"] = text_of(hex(publish.payload));
  }
  object["qos"] = publish.qos;
  object["retain"] = publish.retain;
  return object;
}

json::value to_json(const Downlink& downlink) {
  return json::object{{"fPort", downlink.f_port}, {"hex", text_of(hex(downlink.bytes))}};
}

std::string json_line(const std::vector<CodecSignal>& signals) {
  return to_json_text(to_json(signals));
}

std::string signal_line(const CodecSignal& signal) {
  const json::value fields = to_json(signal);
  std::string line;
  for (const auto& [name, value] : fields.get_object()) {
    if (!line.empty()) line += ' ';
    const bool alone = name == "kind" || name == "state" || name == "value" || name == "unit";
    if (!alone) line.append(name.data(), name.size()).append("=");
    const auto* text = value.if_string();
    if (alone && text != nullptr) {
      line.append(text->data(), text->size());
    } else {
      line += to_json_text(value);
    }
  }
  return line;
}

}  // namespace varde::adapters
