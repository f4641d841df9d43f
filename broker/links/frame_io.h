// Frames over the socket between the broker and a bridge process: four bytes of length (big-endian)
// and that many of protobuf.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>

#include "broker/links/bridge_frame.pb.h"

namespace varde::links {

// A message is cut to 1 MiB, a topic holds at most 64 KiB; the rest is names and numbers.
inline constexpr std::size_t kLargestFrame = 2 * 1024 * 1024;

using FrameLength = std::array<unsigned char, 4>;

[[nodiscard]] inline FrameLength to_bytes(std::uint32_t length) {
  return {static_cast<unsigned char>(length >> 24U), static_cast<unsigned char>(length >> 16U),
          static_cast<unsigned char>(length >> 8U), static_cast<unsigned char>(length)};
}

[[nodiscard]] inline std::uint32_t to_length(const FrameLength& bytes) {
  return (std::uint32_t{bytes[0]} << 24U) | (std::uint32_t{bytes[1]} << 16U) |
         (std::uint32_t{bytes[2]} << 8U) | std::uint32_t{bytes[3]};
}

// The whole frame as bytes.
[[nodiscard]] inline std::string to_frame(const google::protobuf::MessageLite& message) {
  const std::string body = message.SerializeAsString();
  const FrameLength length = to_bytes(static_cast<std::uint32_t>(body.size()));
  return std::string(length.begin(), length.end()) + body;
}

// The two below block; they are the process's side.

// False when the other side is gone or sends what is no frame.
[[nodiscard]] bool read_frame(int socket, frame::ToBridge& out);

// False when the other side is gone.
[[nodiscard]] bool write_frame(int socket, const frame::FromBridge& message);

}  // namespace varde::links
