#include "adapters/host/canonical.h"

#include <google/protobuf/stubs/logging.h>

#include <string>
#include <utility>
#include <vector>

#include "adapters/host/canonical_json.h"
#include "adapters/host/canonical_limits.h"
#include "adapters/host/canonical_topic.h"

namespace varde::adapters {
namespace {

using core::DecodeFailure;
using core::DecodeFailureKind;

Result<v1::Signal, DecodeFailure> parse(const std::string& payload) {
  if (payload.starts_with('{')) return parse_json(payload);
  if (payload.empty()) return DecodeFailure{DecodeFailureKind::Malformed, "payload: empty"};
  // Protobuf would write a line to standard error for each message with bad UTF-8: a device could
  // fill the disk with it. What was wrong is told in the failure.
  const google::protobuf::LogSilencer quiet;
  v1::Signal signal;
  if (!signal.ParseFromString(payload)) {
    return DecodeFailure{DecodeFailureKind::Malformed,
                         "payload: not a protobuf varde.v1.Signal, and JSON begins with '{'"};
  }
  return signal;
}

Result<core::Signal, DecodeFailure> decode(const core::RawMessage& raw) {
  if (raw.payload_size > kLargestPayload) {
    return DecodeFailure{DecodeFailureKind::PayloadTooLarge,
                         "payload: " + std::to_string(raw.payload_size) + " bytes; at most " +
                             std::to_string(kLargestPayload)};
  }
  const auto parsed = parse(raw.payload);
  if (!parsed) return parsed.error();
  return within_limits(*parsed);
}

// A topic is UTF-8 by the MQTT standard. One that is not is kept readable and storable.
std::string printable(const std::string& topic) {
  constexpr char kHex[] = "0123456789ABCDEF";
  std::string out;
  for (const char letter : topic) {
    const auto byte = static_cast<unsigned char>(letter);
    if (byte >= 0x20 && byte < 0x7F) {
      out += letter;
    } else {
      out += {'\\', 'x', kHex[byte >> 4U], kHex[byte & 0xFU]};
    }
  }
  return out;
}

}  // namespace

core::RawMessage storable(core::RawMessage raw) {
  if (raw.payload_size < raw.payload.size()) raw.payload_size = raw.payload.size();
  if (raw.payload.size() > kLargestStored) raw.payload.resize(kLargestStored);
  if (!utf8_length(raw.topic)) raw.topic = printable(raw.topic);
  return raw;
}

core::FieldMessage decode_canonical(core::RawMessage raw) {
  raw = storable(std::move(raw));
  core::FieldMessage message;
  if (auto commanded = parse_command_topic(raw.topic)) {
    message.device = *std::move(commanded);
    message.content = std::vector<core::Signal>{};
  } else if (auto device = parse_signal_topic(raw.topic)) {
    message.device = *std::move(device);
    if (auto signal = decode(raw)) {
      message.content = std::vector<core::Signal>{*std::move(signal)};
    } else {
      message.content = std::move(signal).error();
    }
  } else {
    message.device = device.error().device;
    message.content = device.error().failure;
  }
  message.raw = std::move(raw);
  return message;
}

}  // namespace varde::adapters
