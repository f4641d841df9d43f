// Bytes on a connected socket without waiting, and the transport made of them: what TCP and TLS
// have in common. For .cc files of this folder only.
//
// Thread safety: all of it on the thread of the socket's io_context.
#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <boost/system/error_code.hpp>
#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "broker/links/mqtt/transport/transport.h"

namespace varde::links::mqtt {

// What one attempt came to.
struct Attempt {
  enum class End {
    Done,
    WantsToRead,
    WantsToWrite
  };  // The latter: again when the socket is ready.

  End end = End::Done;
  boost::system::error_code error;  // Done, but badly.
  std::size_t bytes = 0;
};

class Channel {
 public:
  virtual ~Channel() = default;
  [[nodiscard]] virtual boost::asio::ip::tcp::socket& socket() = 0;

  [[nodiscard]] virtual Attempt handshake() = 0;

  // At least one byte, if done; the end of the stream is the error eof.
  [[nodiscard]] virtual Attempt read_some(std::span<char> into) = 0;

  // True if `read_some` may have bytes though none wait at the socket.
  [[nodiscard]] virtual bool holds_bytes() const = 0;

  // REQUIRES: bytes; after WantsToWrite, the same again.
  [[nodiscard]] virtual Attempt write_some(std::string_view bytes) = 0;

  // Tells the peer that no more will come.
  virtual void say_goodbye() = 0;

  [[nodiscard]] virtual std::string certificate_name() const = 0;
};

// `socket` is connected. It is set to neither wait nor collect small writes.
[[nodiscard]] std::unique_ptr<Channel> make_tcp_channel(boost::asio::ip::tcp::socket socket);

// Bytes are read into `buffer`, which outlives the transport; null: onto the stack.
[[nodiscard]] std::unique_ptr<Transport> make_channel_transport(std::unique_ptr<Channel> channel,
                                                                ReadBuffer* buffer);

// The answer of a socket, read as an attempt that wanted `wanted`.
[[nodiscard]] Attempt attempt_of(boost::system::error_code error, std::size_t bytes,
                                 Attempt::End wanted);

// As a transport wants its socket: not waiting, small writes sent at once, the peer probed when it
// is silent for very long.
void prepare(boost::asio::ip::tcp::socket& socket);

}  // namespace varde::links::mqtt
