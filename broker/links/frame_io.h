// The frames of broker/base/frame_io.h as a bridge and its broker send them: with protobuf in them.
#pragma once

#include <cstddef>
#include <string>

#include "broker/base/frame_io.h"
#include "broker/links/bridge_frame.pb.h"

namespace varde::links {

// A message is cut to 1 MiB, a topic holds at most 64 KiB; the rest is names and numbers.
inline constexpr std::size_t kLargestFrame = 2 * 1024 * 1024;

// The whole frame as bytes.
[[nodiscard]] inline std::string to_frame(const google::protobuf::MessageLite& message) {
  return varde::to_frame(message.SerializeAsString());
}

// The two below block; they are the process's side.

// False when the other side is gone or sends what is no frame.
[[nodiscard]] inline bool read_frame(int socket, frame::ToBridge& out) {
  std::string body;
  return varde::read_frame(socket, kLargestFrame, body) && out.ParseFromString(body);
}

// False when the other side is gone.
[[nodiscard]] inline bool write_frame(int socket, const frame::FromBridge& message) {
  return varde::write_frame(socket, message.SerializeAsString());
}

}  // namespace varde::links
