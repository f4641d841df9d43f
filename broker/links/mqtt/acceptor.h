// Takes connections from one address.
//
// Thread safety: on the thread of the io_context.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cstdint>
#include <functional>

#include "broker/links/mqtt/options.h"

namespace varde::links::mqtt {

class Acceptor {
 public:
  using Accepted = std::function<void(boost::asio::ip::tcp::socket)>;

  // Listens at once. Throws std::runtime_error with one line if that cannot be.
  Acceptor(boost::asio::io_context& io, const TcpEndpoint& endpoint, Accepted accepted);

  void start() { accept(); }
  void stop();

  [[nodiscard]] std::uint16_t port() const { return port_; }

 private:
  void accept();

  boost::asio::ip::tcp::acceptor acceptor_;
  boost::asio::steady_timer retry_;
  const Accepted accepted_;
  std::uint16_t port_ = 0;
};

}  // namespace varde::links::mqtt
