// What a codec's functions are called with, as the JSON argument of a CodecCall (codec/codec.h).
// Thread safety: values and pure functions.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "adapters/host/topic_pattern.h"
#include "broker/base/instant.h"
#include "broker/core/signal.h"

namespace varde::adapters {

// What a device reported last of a kind.
struct PreviousReport {
  core::SignalState state = core::SignalState::Unknown;
  Instant at;
};

// The device that a call is about.
struct CodecDevice {
  std::string address;            // The vendor's name of it.
  std::string type;               // As registered; empty: it is not registered.
  std::string parameters = "{}";  // A JSON object, as text: the register's, free per adapter.
};

// The argument of `normalize`, `unwrap` and `decode`.
struct CodecMessage {
  std::string topic;  // Empty for a payload adapter: the carrier's says nothing to it.
  std::string name;   // Of the matched topic entry.
  Captures captures;
  std::string payload;  // Of a payload adapter: the frame.
  bool retained = false;
  Instant received_at;
  std::optional<Instant> network_time;
  std::optional<std::uint8_t> f_port;
  CodecDevice device;
  std::map<core::SignalKind, PreviousReport> previous;  // Of kinds that raise or end alarms.
};
[[nodiscard]] std::string to_argument(const CodecMessage& message);

// The argument of `encodeCommand`.
struct CodecCommand {
  std::string command;           // name_of(DeviceCommand).
  std::string arguments = "{}";  // A JSON object, as text.
  CodecDevice device;
};
[[nodiscard]] std::string to_argument(const CodecCommand& command);

// The argument of a carrier's `encodeDownlink`: what its payload adapter's `encodeCommand` gave.
struct CodecDownlink {
  CodecDevice device;
  std::uint8_t f_port = 1;
  std::string bytes;
};
[[nodiscard]] std::string to_argument(const CodecDownlink& downlink);

// The seed of a call: of the message as it came, so that decoding it again gives the same. Not for
// secrets. The value must never change: FNV-1a of 64 bits over the topic, a zero byte and the
// payload. (Not SHA-256: nobody gains by choosing the seed of his own message, and the adapters
// need no cryptographic library for anything else.)
[[nodiscard]] std::uint64_t seed_of(std::string_view topic, std::string_view payload);

}  // namespace varde::adapters
