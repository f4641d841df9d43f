#include "tests/unit/links/mqtt_transport/transport_bench.h"

#include <boost/asio/ip/address_v4.hpp>
#include <cstdint>
#include <cstring>

namespace varde::links::mqtt {
namespace {

template <class Stream>
void send_next(Stream& stream, Peer& peer) {
  boost::asio::async_write(stream, boost::asio::buffer(peer.unsent.front()),
                           [&](Error error, std::size_t) {
                             if (error) return;
                             peer.unsent.pop_front();
                             if (!peer.unsent.empty()) send_next(stream, peer);
                           });
}

template <class Stream>
void send_on(Stream& stream, Peer& peer, std::string bytes) {
  peer.unsent.push_back(std::move(bytes));
  if (peer.unsent.size() == 1) send_next(stream, peer);
}

template <class Stream>
void read_on(Stream& stream, Peer& peer, std::vector<char>& buffer) {
  stream.async_read_some(boost::asio::buffer(buffer), [&](Error error, std::size_t bytes) {
    if (error == boost::asio::error::operation_aborted) return;
    peer.received.append(buffer.data(), bytes);
    if (error) {
      peer.ended = error;
    } else {
      read_on(stream, peer, buffer);
    }
  });
}

}  // namespace

Sockets connect(boost::asio::io_context& io) {
  tcp::acceptor acceptor(io, tcp::endpoint(boost::asio::ip::address_v4::loopback(), 0));
  tcp::socket client(io);
  client.connect(acceptor.local_endpoint());
  return {acceptor.accept(), std::move(client)};
}

void PlainPeer::send(std::string bytes) { send_on(socket_, *this, std::move(bytes)); }
void PlainPeer::start_reading() { read_on(socket_, *this, buffer_); }

void TlsPeer::handshake() {
  stream_.async_handshake(boost::asio::ssl::stream_base::client,
                          [this](Error error) { shaken = error; });
}
void TlsPeer::send(std::string bytes) { send_on(stream_, *this, std::move(bytes)); }
void TlsPeer::start_reading() { read_on(stream_, *this, buffer_); }

std::unique_ptr<boost::asio::ssl::context> device_tls(const test::Authority& authority,
                                                      const std::string& certificate) {
  using boost::asio::ssl::context;
  auto tls = std::make_unique<context>(context::tls_client);
  tls->load_verify_file(authority.file("ca.crt"));
  tls->set_verify_mode(boost::asio::ssl::verify_peer);
  if (!certificate.empty()) {
    tls->use_certificate_chain_file(authority.file(certificate + ".crt"));
    tls->use_private_key_file(authority.file(certificate + ".key"), context::pem);
  }
  return tls;
}

std::string long_text(std::size_t bytes) {
  std::string text(bytes, ' ');
  std::uint32_t number = 0;
  for (std::size_t at = 0; at + sizeof number <= bytes; at += sizeof number, ++number) {
    std::memcpy(text.data() + at, &number, sizeof number);
  }
  return text;
}

}  // namespace varde::links::mqtt
