#include "tests/support/async_mqtt_client.h"

#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/write.hpp>
#include <stdexcept>
#include <utility>

#include "broker/links/mqtt/codec/encoder.h"

namespace varde::test {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

void throw_if_refused(const mqtt::Packet& packet) {
  const auto refused = [](const char* what, mqtt::Reason reason) {
    throw std::runtime_error(std::string(what) + " refused with reason " +
                             std::to_string(static_cast<int>(reason)));
  };
  if (const auto* connack = std::get_if<mqtt::Connack>(&packet)) {
    if (mqtt::is_error(connack->reason)) refused("CONNECT", connack->reason);
  } else if (const auto* suback = std::get_if<mqtt::Suback>(&packet)) {
    for (const mqtt::Reason reason : suback->reasons) {
      if (mqtt::is_error(reason)) refused("SUBSCRIBE", reason);
    }
  } else if (const auto* ack = std::get_if<mqtt::Ack>(&packet)) {
    if (mqtt::is_error(ack->reason)) refused("PUBLISH", ack->reason);
  } else if (const auto* disconnect = std::get_if<mqtt::Disconnect>(&packet)) {
    refused("the connection was", disconnect->reason);
  }
}

AsyncMqttClient::AsyncMqttClient(asio::io_context& io, const MqttLogin& login, bool keeps_session,
                                 Arrived arrived)
    : socket_(io), arrived_(std::move(arrived)) {
  connect_.client_id = login.client_id;
  connect_.clean_start = !keeps_session;
  connect_.session_expiry_s = keeps_session ? 3'600 : 0;
  connect_.keep_alive_s = 600;
  if (!login.user.empty()) {
    connect_.user = login.user;
    connect_.password = login.secret;
  }
}

void AsyncMqttClient::start(std::uint16_t port) {
  socket_.async_connect({asio::ip::address_v4::loopback(), port}, [this](error_code error) {
    if (error) throw std::runtime_error("cannot connect: " + error.message());
    socket_.set_option(tcp::no_delay(true));
    send(mqtt::Packet(connect_));
    read();
  });
}

void AsyncMqttClient::send(const mqtt::Packet& packet) {
  encode(packet, mqtt::Version::V5, out_);
  flush();
}

void AsyncMqttClient::queue(const mqtt::Publish& packet) {
  encode(packet, mqtt::Version::V5, out_);
}

void AsyncMqttClient::queue(const mqtt::Ack& packet) { encode(packet, mqtt::Version::V5, out_); }

void AsyncMqttClient::flush() {
  if (out_.empty() || !writing_.empty()) return;
  writing_.swap(out_);
  asio::async_write(socket_, asio::buffer(writing_), [this](error_code error, std::size_t) {
    if (error) throw std::runtime_error("the connection broke: " + error.message());
    writing_.clear();
    flush();
  });
}

// Waits without a buffer of its own: there may be ten thousand.
void AsyncMqttClient::read() {
  socket_.async_wait(tcp::socket::wait_read, [this](error_code error) {
    static std::array<char, 64 * 1024> buffer;
    const std::size_t size = error ? 0 : socket_.read_some(asio::buffer(buffer), error);
    if (error) throw std::runtime_error("the connection broke: " + error.message());
    std::string_view bytes(buffer.data(), size);
    for (;;) {
      auto packet = decoder_.next(bytes);
      if (packet.has_error())
        throw std::runtime_error("no MQTT: " + std::string(packet.error().detail));
      if (!*packet) break;
      arrived_(**std::move(packet));
    }
    flush();
    read();
  });
}

}  // namespace varde::test
