// The half of codec_signals.h that goes out to devices.
#include <algorithm>
#include <utility>

#include "adapters/host/canonical_topic.h"
#include "adapters/host/codec_fields.h"
#include "adapters/host/codec_signals.h"
#include "adapters/host/json_values.h"

namespace varde::adapters {
namespace {

namespace json = boost::json;

constexpr std::int64_t kTopicLevels = 64;
constexpr std::uint8_t kLastPort = 223;  // LoRaWAN 1.0.4, 4.3.2: what applications may use.

// A codec speaks to its vendor's devices. It may not steer a broker (`$CONTROL/...`) nor say what
// only Varde and canonical devices say.
std::optional<ResultFault> fault_of_topic(const std::string& topic) {
  if (topic.empty() || topic.size() > kPublishTopicBytes) {
    return fault("topic", "is not 1 to " + std::to_string(kPublishTopicBytes) + " bytes long");
  }
  if (topic.find_first_of(std::string("+#\0", 3)) != std::string::npos) {
    return fault("topic", "holds a character that no topic has");
  }
  if (std::ranges::count(topic, '/') >= kTopicLevels) {
    return fault("topic", "more than " + std::to_string(kTopicLevels) + " levels");
  }
  if (topic.starts_with('$')) return fault("topic", "begins with $: the broker's own");
  if (is_own_topic(topic)) return fault("topic", "begins with varde/: Varde's own");
  return std::nullopt;
}

// `payloadHex` is what the codec's engine makes of a payload of bytes.
Result<std::string, ResultFault> payload_in(const json::object& object) {
  const json::value* payload = given(object, "payload");
  if (const json::value* digits = given(object, "payloadHex")) {
    if (payload != nullptr) return fault("payloadHex", "the payload is given twice");
    auto bytes = hex_in(*digits, "payloadHex", kPublishPayloadBytes);
    return bytes;
  }
  if (payload == nullptr) return fault("payload", "missing");
  std::string bytes;
  if (const auto* text = payload->if_string()) {
    bytes.assign(text->data(), text->size());
  } else if (payload->is_array()) {
    auto array = bytes_in(*payload, "payload", kPublishPayloadBytes);
    if (!array) return std::move(array).error();
    bytes = *std::move(array);
  } else if (payload->is_object()) {
    bytes = to_json_text(*payload);
  } else {
    return fault("payload", "is neither text nor an array of bytes nor an object");
  }
  if (bytes.size() > kPublishPayloadBytes) {
    return fault("payload", "more than " + std::to_string(kPublishPayloadBytes) + " bytes");
  }
  return well(std::move(bytes));
}

}  // namespace

Result<Publish, ResultFault> read_publish(std::string_view text) {
  const auto value = parse_result(text);
  if (!value) return value.error();
  const auto* object = value->if_object();
  if (object == nullptr) return fault("result", "is no object");
  if (auto wrong = fault_of_names(*object, {"topic", "payload", "payloadHex", "qos", "retain"})) {
    return *std::move(wrong);
  }
  Publish out;
  const auto topic = text_in(*object, "topic");
  if (!topic) return topic.error();
  out.topic = topic->value_or("");
  if (auto wrong = fault_of_topic(out.topic)) return *std::move(wrong);
  auto payload = payload_in(*object);
  if (!payload) return std::move(payload).error();
  out.payload = *std::move(payload);
  const auto qos = number_up_to(2, *object, "qos");
  if (!qos) return qos.error();
  if (*qos) out.qos = static_cast<std::uint8_t>(**qos);
  if (const json::value* retain = given(*object, "retain")) {
    if (!retain->is_bool()) return fault("retain", "is neither true nor false");
    out.retain = retain->get_bool();
  }
  return out;
}

Result<Downlink, ResultFault> read_downlink(std::string_view text) {
  const auto value = parse_result(text);
  if (!value) return value.error();
  const auto* object = value->if_object();
  if (object == nullptr) return fault("result", "is no object");
  if (auto wrong = fault_of_names(*object, {"fPort", "bytes", "base64", "hex"})) {
    return *std::move(wrong);
  }
  Downlink out;
  const auto port = number_up_to(kLastPort, *object, "fPort");
  if (!port) return port.error();
  if (!*port || **port == 0) {
    return fault("fPort", "is no whole number from 1 to " + std::to_string(kLastPort));
  }
  out.f_port = static_cast<std::uint8_t>(**port);
  auto frame = frame_in(*object);
  if (!frame) return std::move(frame).error();
  if (!*frame) return fault("bytes", "missing");
  out.bytes = **std::move(frame);
  return out;
}

}  // namespace varde::adapters
