#include "broker/links/mqtt/acceptor.h"

#include <boost/asio/ip/address.hpp>
#include <stdexcept>
#include <string>
#include <utility>

namespace varde::links::mqtt {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

// A storm of reconnecting devices: the kernel caps it at net.core.somaxconn.
constexpr int kBacklog = 4'096;

// No file descriptor is free: how soon to try again.
constexpr auto kRetry = std::chrono::milliseconds(100);

}  // namespace

Acceptor::Acceptor(asio::io_context& io, const TcpEndpoint& endpoint, Accepted accepted)
    : acceptor_(io), retry_(io), accepted_(std::move(accepted)) {
  const std::string where = endpoint.address + ":" + std::to_string(endpoint.port);
  error_code error;
  const auto address = asio::ip::make_address(endpoint.address, error);
  if (error) throw std::runtime_error("mqtt: \"" + endpoint.address + "\" is no address");
  const tcp::endpoint at(address, endpoint.port);
  acceptor_.open(at.protocol(), error);
  if (!error) acceptor_.set_option(asio::socket_base::reuse_address(true), error);
  if (!error) acceptor_.bind(at, error);
  if (!error) acceptor_.listen(kBacklog, error);
  if (error) {
    throw std::runtime_error("mqtt: cannot listen on " + where + ": " + error.message());
  }
  port_ = acceptor_.local_endpoint().port();
}

void Acceptor::stop() {
  retry_.cancel();
  error_code ignored;
  acceptor_.close(ignored);
}

void Acceptor::accept() {
  acceptor_.async_accept([this](error_code error, tcp::socket socket) {
    if (error == asio::error::operation_aborted || !acceptor_.is_open()) return;
    if (!error) {
      accepted_(std::move(socket));
      return accept();
    }
    retry_.expires_after(kRetry);
    retry_.async_wait([this](error_code aborted) {
      if (!aborted) accept();
    });
  });
}

}  // namespace varde::links::mqtt
