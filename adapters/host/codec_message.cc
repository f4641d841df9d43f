#include "adapters/host/codec_message.h"

#include <boost/json.hpp>
#include <chrono>

#include "adapters/host/json_values.h"
#include "broker/base/hex.h"
#include "broker/base/utf8.h"
#include "broker/wire/names.h"

namespace varde::adapters {
namespace {

namespace json = boost::json;

constexpr std::size_t kParametersDepth = 32;

// Codecs know time to the millisecond only.
std::int64_t milliseconds(Instant at) {
  return std::chrono::floor<std::chrono::milliseconds>(at).time_since_epoch().count();
}

json::string text_of(std::string_view text) { return json::string(text.data(), text.size()); }

// What is no JSON object becomes an empty one.
json::value object_of(std::string_view text) {
  auto value = parse_json_value(text, kParametersDepth);
  if (!value || !value->is_object()) return json::object();
  return *std::move(value);
}

json::object device_of(const CodecDevice& device) {
  json::object object;
  object["address"] = text_of(device.address);
  if (!device.type.empty()) object["type"] = text_of(device.type);
  object["parameters"] = object_of(device.parameters);
  return object;
}

json::object previous_of(const CodecMessage& message) {
  json::object object;
  for (const auto& [kind, report] : message.previous) {
    object[wire::name(kind)] = {{"state", text_of(wire::name(report.state))},
                                {"at", milliseconds(report.at)}};
  }
  return object;
}

}  // namespace

std::string to_argument(const CodecMessage& message) {
  json::object object;
  object["topic"] = text_of(message.topic);
  object["name"] = text_of(message.name);
  json::object captures;
  for (const auto& [name, text] : message.captures) captures[name] = text_of(text);
  object["captures"] = std::move(captures);
  if (is_utf8(message.payload)) object["text"] = text_of(message.payload);
  object["bytes"] = text_of(hex(message.payload));
  object["retained"] = message.retained;
  object["recvTime"] = milliseconds(message.received_at);
  if (message.network_time) object["networkTime"] = milliseconds(*message.network_time);
  if (message.f_port) object["fPort"] = *message.f_port;
  object["device"] = device_of(message.device);
  object["previous"] = previous_of(message);
  return json::serialize(object);
}

std::string to_argument(const CodecCommand& command) {
  json::object object;
  object["command"] = text_of(command.command);
  object["arguments"] = object_of(command.arguments);
  object["device"] = device_of(command.device);
  return json::serialize(object);
}

std::string to_argument(const CodecDownlink& downlink) {
  json::object object;
  object["device"] = device_of(downlink.device);
  object["fPort"] = downlink.f_port;
  object["bytes"] = text_of(hex(downlink.bytes));
  return json::serialize(object);
}

std::uint64_t seed_of(std::string_view topic, std::string_view payload) {
  constexpr std::uint64_t kOffset = 0xcbf29ce484222325;
  constexpr std::uint64_t kPrime = 0x00000100000001b3;
  std::uint64_t hash = kOffset;
  const auto add = [&](std::string_view bytes) {
    for (const char byte : bytes) {
      hash ^= static_cast<unsigned char>(byte);
      hash *= kPrime;
    }
  };
  add(topic);
  add(std::string_view("\0", 1));
  add(payload);
  return hash;
}

}  // namespace varde::adapters
