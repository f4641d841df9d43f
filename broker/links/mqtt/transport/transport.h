// One connection's bytes: TCP, TLS, or WebSocket over either.
//
// Handlers are called from the io_context, never from within the function that they were given to,
// and none once `close` was called or the transport is gone; a handler may destroy its transport.
// After an error that one was told, the other may wait for ever: it is time to destroy the
// transport. Nothing here keeps time: who waits too long for a handler destroys the transport.
// Thread safety: all of it on the thread of the socket's io_context.
#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <boost/system/error_code.hpp>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace boost::asio::ssl {
class context;
}

namespace varde::links::mqtt {

class Transport {
 public:
  using Opened = std::function<void(boost::system::error_code)>;
  using Arrived = std::function<void(boost::system::error_code, std::string_view bytes)>;
  using Written = std::function<void(boost::system::error_code)>;

  // Closes at once, without a goodbye. Handlers that have not been called never are.
  virtual ~Transport() = default;

  // Handshakes, if there are any; once, before all else. After an error the connection is closed,
  // and whatever the transport has to say about it was said.
  virtual void open(Opened done) = 0;

  // The next bytes, at least one; they live until `done` returns. One read at a time. The peer's
  // orderly end is the error eof.
  virtual void read(Arrived done) = 0;

  // Writes all of `bytes`, which live until `done` is called. One write at a time.
  virtual void write(std::string_view bytes, Written done) = 0;

  // Says goodbye as the transport does, without waiting for an answer, and closes. What was
  // reported as written still arrives, unless the peer itself goes on sending.
  virtual void close() = 0;

  // The common name of the client's certificate, which was verified, in UTF-8; empty: it showed
  // none, or one that does not have exactly one common name without a NUL.
  [[nodiscard]] virtual std::string certificate_name() const = 0;
};

// Where bytes are read into while their handler runs; shared by all transports of one io_context,
// so that 10,000 idle connections hold no buffers.
struct ReadBuffer {
  static constexpr std::size_t kBytes = 64 * 1024;
  std::unique_ptr<char[]> bytes = std::make_unique<char[]>(kBytes);
};

// `socket` is connected. `buffer`, and `tls` where given, outlive the transport.
[[nodiscard]] std::unique_ptr<Transport> make_tcp_transport(boost::asio::ip::tcp::socket socket,
                                                            ReadBuffer& buffer);
[[nodiscard]] std::unique_ptr<Transport> make_tls_transport(boost::asio::ip::tcp::socket socket,
                                                            boost::asio::ssl::context& tls);

// MQTT over WebSocket (MQTT 5.0 section 6): subprotocol "mqtt", binary frames only, packets need
// not end with frames. `largest_frame`: bytes of a message, in one frame or several; a larger one
// closes with 1009. Text closes with 1003. `tls` null: plain.
//
// A request for anything else than that, at `path` (a query behind it does not count), in a head of
// at most 8 KiB, is refused with an HTTP error and one line of text. So is one that a browser makes
// for a page of another host or port, or, of a plain listener reached over loopback, for a page
// loaded by http from any name but this machine's: websocket_upgrade.h says why.
[[nodiscard]] std::unique_ptr<Transport> make_websocket_transport(
    boost::asio::ip::tcp::socket socket, boost::asio::ssl::context* tls, std::size_t largest_frame,
    std::string path = "/mqtt");

}  // namespace varde::links::mqtt
