#include "broker/base/frame_io.h"

#include <sys/socket.h>

#include <cerrno>
#include <string_view>

namespace varde {
namespace {

bool read_all(int socket, char* at, std::size_t size) {
  while (size > 0) {
    const ssize_t got = ::recv(socket, at, size, 0);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return false;
    at += got;
    size -= static_cast<std::size_t>(got);
  }
  return true;
}

bool write_all(int socket, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t put = ::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (put < 0 && errno == EINTR) continue;
    if (put <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(put));
  }
  return true;
}

}  // namespace

bool read_frame(int socket, std::size_t largest, std::string& body) {
  FrameLength bytes{};
  if (!read_all(socket, reinterpret_cast<char*>(bytes.data()), bytes.size())) return false;
  const std::uint32_t length = to_length(bytes);
  if (length > largest) return false;
  body.resize(length);
  return read_all(socket, body.data(), body.size());
}

bool write_frame(int socket, std::string_view body) { return write_all(socket, to_frame(body)); }

}  // namespace varde
