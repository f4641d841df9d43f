#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <utility>

#include "broker/links/mqtt/transport/channel.h"

namespace varde::links::mqtt {
namespace {

using boost::asio::ip::tcp;
using Error = boost::system::error_code;

class TcpChannel final : public Channel {
 public:
  explicit TcpChannel(tcp::socket socket) : socket_(std::move(socket)) { prepare(socket_); }

  tcp::socket& socket() override { return socket_; }
  Attempt handshake() override { return {}; }
  Attempt read_some(std::span<char> into) override {
    Error error;
    const std::size_t bytes =
        socket_.read_some(boost::asio::buffer(into.data(), into.size()), error);
    return attempt_of(error, bytes, Attempt::End::WantsToRead);
  }
  [[nodiscard]] bool holds_bytes() const override { return false; }
  Attempt write_some(std::string_view bytes) override {
    Error error;
    const std::size_t sent = socket_.write_some(boost::asio::buffer(bytes), error);
    return attempt_of(error, sent, Attempt::End::WantsToWrite);
  }
  void say_goodbye() override {}
  [[nodiscard]] std::string certificate_name() const override { return {}; }

 private:
  tcp::socket socket_;
};

}  // namespace

Attempt attempt_of(Error error, std::size_t bytes, Attempt::End wanted) {
  if (error == boost::asio::error::would_block || error == boost::asio::error::try_again ||
      error == boost::asio::error::interrupted) {
    return {wanted, {}, 0};
  }
  return {Attempt::End::Done, error, bytes};
}

void prepare(tcp::socket& socket) {
  Error ignored;  // Of a peer that is gone already; the first read says so.
  socket.non_blocking(true, ignored);
  socket.set_option(tcp::no_delay(true), ignored);
  socket.set_option(tcp::socket::keep_alive(true), ignored);
}

std::unique_ptr<Channel> make_tcp_channel(tcp::socket socket) {
  return std::make_unique<TcpChannel>(std::move(socket));
}

std::unique_ptr<Transport> make_tcp_transport(tcp::socket socket, ReadBuffer& buffer) {
  return make_channel_transport(make_tcp_channel(std::move(socket)), &buffer);
}

}  // namespace varde::links::mqtt
