// Frames over the socket between a process and its worker: four bytes of length (big-endian) and
// that many of body.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace varde {

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
[[nodiscard]] inline std::string to_frame(std::string_view body) {
  const FrameLength length = to_bytes(static_cast<std::uint32_t>(body.size()));
  std::string frame(length.begin(), length.end());
  return frame.append(body);
}

// The two below block; they are the worker's side.

// False when the other side is gone or announces more than `largest` bytes.
[[nodiscard]] bool read_frame(int socket, std::size_t largest, std::string& body);

// False when the other side is gone.
[[nodiscard]] bool write_frame(int socket, std::string_view body);

}  // namespace varde
