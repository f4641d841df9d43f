// The topics of the canonical adapter.
// Thread safety: pure functions.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "broker/base/result.h"
#include "broker/core/signal.h"

namespace varde::adapters {

// True for what begins with `varde/`: no vendor's adapter reads it.
[[nodiscard]] bool is_own_topic(std::string_view topic);

struct TopicError {
  core::DecodeFailure failure;
  core::DeviceRef device;  // What could be read of it.
};

// Whose signal a message on `topic` is. UnknownTopic: not a canonical signal topic. InvalidName:
// the municipality or the device is not a name (`is_name`).
[[nodiscard]] Result<core::DeviceRef, TopicError> parse_signal_topic(std::string_view topic);

// The device that a message on `topic` is a command to: `varde/v1/<municipality>/<device>/command`.
[[nodiscard]] std::optional<core::DeviceRef> parse_command_topic(std::string_view topic);

// `varde/v1/<municipality>/<device>/signal`, and the same with `/urgent`.
[[nodiscard]] std::string signal_topic(const core::DeviceRef& device, bool urgent);

// `varde/v1/<municipality>/<device>/response`, `.../command` and `.../ack`.
[[nodiscard]] std::string response_topic(const core::DeviceRef& device);
[[nodiscard]] std::string command_topic(const core::DeviceRef& device);
[[nodiscard]] std::string ack_topic(const core::DeviceRef& device);

// What a link subscribes to for the signals of all devices.
inline constexpr std::string_view kSignalFilter = "varde/v1/+/+/signal";
inline constexpr std::string_view kUrgentSignalFilter = "varde/v1/+/+/signal/urgent";

}  // namespace varde::adapters
