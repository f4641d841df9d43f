// Reads what a codec's functions return, as JSON text, and holds it to the contract.
//
// A codec is a stranger's program: whatever it returns is either what the contract allows or a
// fault of the adapter that says where. Null is the same as a field left out, but for `kind`,
// `state` and `device`. Thread safety: pure functions.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "broker/base/instant.h"
#include "broker/base/result.h"
#include "broker/core/signal.h"

namespace varde::adapters {

inline constexpr std::size_t kSignalsOfMessage = 16;
inline constexpr std::size_t kLargestResult = 256 * 1024;  // JSON text of one call.
inline constexpr std::size_t kAddressBytes = 256;          // The vendor's name of a device.
inline constexpr std::size_t kFrameBytes = 1'024;          // Of a radio frame; LoRaWAN has 242.
inline constexpr std::size_t kPublishTopicBytes = 1'024;
inline constexpr std::size_t kPublishPayloadBytes = 64 * 1024;

struct CodecSignal {
  std::optional<std::string> address;  // None: the device that the message came from.
  core::Signal signal;                 // `state` is never Unspecified: left out, it is active.
  friend bool operator==(const CodecSignal&, const CodecSignal&) = default;
};

// What `unwrap` took out of a carrier's envelope.
struct Unwrapped {
  std::string device;  // Its address.
  std::optional<std::uint8_t> f_port;
  std::optional<std::string> bytes;  // The frame. None: the signals stand alone.
  std::optional<Instant> network_time;
  std::string boot;
  std::optional<std::uint64_t> sequence;
  std::vector<CodecSignal> signals;
  friend bool operator==(const Unwrapped&, const Unwrapped&) = default;
};

// What `encodeCommand` of an adapter with topics, and `encodeDownlink` of a carrier, want sent. The
// topic begins neither with `$` nor with `varde/`: those are a broker's own, and Varde's.
struct Publish {
  std::string topic;
  std::string payload;
  std::uint8_t qos = 1;
  bool retain = false;
  friend bool operator==(const Publish&, const Publish&) = default;
};

// What `encodeCommand` of a payload adapter wants sent to the device.
struct Downlink {
  std::uint8_t f_port = 1;  // 1 to 223.
  std::string bytes;
  friend bool operator==(const Downlink&, const Downlink&) = default;
};

struct ResultFault {
  std::string reason;  // One line; of a signal: "signal 2: battery: no such field".
};

// The kinds that a device type may report, as its manifest says.
using AllowedKinds = std::span<const core::SignalKind>;

// `normalize`: an array of signals.
[[nodiscard]] Result<std::vector<CodecSignal>, ResultFault> read_signals(std::string_view text,
                                                                         AllowedKinds kinds);

// `unwrap`.
[[nodiscard]] Result<Unwrapped, ResultFault> read_unwrapped(std::string_view text,
                                                            AllowedKinds kinds);

// `encodeCommand` and `encodeDownlink` that give `{topic, payload, qos, retain}`, or instead of
// `payload` hexadecimal text in `payloadHex`.
[[nodiscard]] Result<Publish, ResultFault> read_publish(std::string_view text);

// `encodeCommand` of a payload adapter: `{fPort, bytes}`, or `base64` or `hex` instead of `bytes`.
[[nodiscard]] Result<Downlink, ResultFault> read_downlink(std::string_view text);

}  // namespace varde::adapters
