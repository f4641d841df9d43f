// Both ends of a connection on loopback, run by the test itself: nothing happens while it looks.
#pragma once

#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/write.hpp>
#include <chrono>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "broker/links/mqtt/transport/transport.h"
#include "tests/support/authority.h"

namespace varde::links::mqtt {

using boost::asio::ip::tcp;
using Error = boost::system::error_code;

class Loop {
 public:
  boost::asio::io_context io;

  // Runs until `condition()`; false if it does not come true.
  template <class Condition>
  [[nodiscard]] bool until(Condition condition) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    while (!condition()) {
      if (io.stopped()) io.restart();
      if (std::chrono::steady_clock::now() >= end) return false;
      io.run_one_for(std::chrono::milliseconds(100));
    }
    return true;
  }

  // Runs whatever is ready now, and what follows from it.
  void settle() {
    if (io.stopped()) io.restart();
    while (io.poll() > 0) {
    }
  }
};

struct Sockets {
  tcp::socket server;
  tcp::socket client;
};
[[nodiscard]] Sockets connect(boost::asio::io_context& io);

// The device's end. Reads all that comes, from `start_reading` on.
class Peer {
 public:
  virtual ~Peer() = default;
  virtual void send(std::string bytes) = 0;
  virtual void start_reading() = 0;
  virtual void hang_up() = 0;

  std::string received;
  std::optional<Error> ended;
  std::deque<std::string> unsent;  // The first is on its way.
};

class PlainPeer final : public Peer {
 public:
  explicit PlainPeer(tcp::socket socket) : socket_(std::move(socket)) {}

  void send(std::string bytes) override;
  void start_reading() override;
  void hang_up() override { socket_.close(); }
  tcp::socket& socket() { return socket_; }

 private:
  tcp::socket socket_;
  std::vector<char> buffer_ = std::vector<char>(64 * 1024);
};

class TlsPeer final : public Peer {
 public:
  TlsPeer(tcp::socket socket, boost::asio::ssl::context& tls) : stream_(std::move(socket), tls) {}

  void handshake();
  void send(std::string bytes) override;
  void start_reading() override;
  void hang_up() override { stream_.lowest_layer().close(); }
  void say_goodbye() {
    stream_.async_shutdown([](Error) {});
  }
  [[nodiscard]] SSL* ssl() { return stream_.native_handle(); }

  std::optional<Error> shaken;

 private:
  boost::asio::ssl::stream<tcp::socket> stream_;
  std::vector<char> buffer_ = std::vector<char>(64 * 1024);
};

// A device's context, which believes `authority`. `certificate`: the name of its files; empty:
// none.
[[nodiscard]] std::unique_ptr<boost::asio::ssl::context> device_tls(
    const test::Authority& authority, const std::string& certificate = "");

// The listener's end: a transport and what it was told.
class Served {
 public:
  Served(Loop& loop, std::unique_ptr<Transport> with) : transport(std::move(with)), loop_(loop) {}

  void open() {
    transport->open([this](Error error) { opened = error; });
  }
  // Opens and waits for it; true if it went well.
  bool opens() {
    open();
    return loop_.until([this] { return opened.has_value(); }) && !*opened;
  }
  // Reads all that comes.
  void start_reading() {
    transport->read([this](Error error, std::string_view bytes) {
      if (error) {
        ended = error;
      } else {
        received += bytes;
        ++arrivals;
        start_reading();
      }
    });
  }
  void write(std::string_view bytes) {
    written.reset();
    transport->write(bytes, [this](Error error) { written = error; });
  }
  // Writes and waits for it; true if it went well.
  bool writes(std::string_view bytes) {
    write(bytes);
    return loop_.until([this] { return written.has_value(); }) && !*written;
  }

  std::unique_ptr<Transport> transport;
  std::optional<Error> opened;
  std::string received;
  int arrivals = 0;
  std::optional<Error> ended;
  std::optional<Error> written;

 private:
  Loop& loop_;
};

// No two places of it look alike.
[[nodiscard]] std::string long_text(std::size_t bytes);

}  // namespace varde::links::mqtt
