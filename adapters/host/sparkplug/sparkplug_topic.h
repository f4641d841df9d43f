// The topics of Sparkplug B: `spBv1.0/{group}/{type}/{node}` and, of a device behind a node,
// `spBv1.0/{group}/{type}/{node}/{device}`. Thread safety: pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace varde::adapters::sparkplug {

// What every topic begins with.
inline constexpr std::string_view kNamespace = "spBv1.0/";

enum class MessageType : std::uint8_t {
  NodeBirth,
  NodeData,
  NodeDeath,
  DeviceBirth,
  DeviceData,
  DeviceDeath,
  Other,  // A command, or a host's STATE: nothing that a node says.
};

struct SparkplugTopic {
  MessageType type = MessageType::Other;
  std::string node;     // `group/node`; empty for a STATE.
  std::string address;  // Whose message it is: `node`, or `node/device`.
};

// None if `topic` is none of Sparkplug B, or a name in it is empty, or the address is longer than
// kAddressBytes (codec_signals.h) or holds control characters.
[[nodiscard]] std::optional<SparkplugTopic> parse_sparkplug_topic(std::string_view topic);

// The topic of commands to `node`. REQUIRES: `node` is `group/node`.
[[nodiscard]] std::string command_topic(std::string_view node);

}  // namespace varde::adapters::sparkplug
