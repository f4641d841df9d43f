#include "tests/support/raw_mqtt_client.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <system_error>

#include "broker/links/mqtt/codec/encoder.h"

namespace varde::test {
namespace {

using Steady = std::chrono::steady_clock;

[[noreturn]] void fail(const char* what) {
  throw std::runtime_error(std::string(what) + ": " +
                           std::error_code(errno, std::generic_category()).message());
}

template <class Value>
void set_option(int socket, int level, int option, const Value& value) {
  if (setsockopt(socket, level, option, &value, sizeof value) != 0) fail("setsockopt");
}

timeval to_timeval(std::chrono::microseconds duration) {
  timeval value{};
  value.tv_sec = duration.count() / 1'000'000;
  value.tv_usec = duration.count() % 1'000'000;
  return value;
}

}  // namespace

RawMqttClient::RawMqttClient(std::uint16_t port, mqtt::Version version, int receive_buffer)
    : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)),
      version_(version),
      decoder_({}, version) {
  if (socket_ < 0) fail("socket");
  if (receive_buffer > 0) set_option(socket_, SOL_SOCKET, SO_RCVBUF, receive_buffer);
  set_option(socket_, IPPROTO_TCP, TCP_NODELAY, 1);
  set_option(socket_, SOL_SOCKET, SO_SNDTIMEO, to_timeval(kDeadline));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    ::close(socket_);
    fail("connect");
  }
}

RawMqttClient::RawMqttClient(RawMqttClient&& other) noexcept
    : socket_(std::exchange(other.socket_, -1)),
      version_(other.version_),
      decoder_(std::move(other.decoder_)),
      received_(std::move(other.received_)) {}

RawMqttClient& RawMqttClient::operator=(RawMqttClient&& other) noexcept {
  hang_up();
  socket_ = std::exchange(other.socket_, -1);
  version_ = other.version_;
  decoder_ = std::move(other.decoder_);
  received_ = std::move(other.received_);
  return *this;
}

RawMqttClient::~RawMqttClient() { hang_up(); }

mqtt::Connack RawMqttClient::connect(mqtt::Connect connect) {
  connect.version = version_;
  send(mqtt::Packet(std::move(connect)));
  return expect<mqtt::Connack>();
}

void RawMqttClient::send(const mqtt::Packet& packet) {
  std::string bytes;
  encode(packet, version_, bytes);
  send_bytes(bytes);
}

void RawMqttClient::send_bytes(std::string_view bytes) {
  while (!bytes.empty()) {
    const auto sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent < 0) fail("send");
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
}

std::optional<mqtt::Packet> RawMqttClient::receive(std::chrono::milliseconds deadline) {
  const auto until = Steady::now() + deadline;
  for (;;) {
    std::string_view bytes = received_;
    auto packet = decoder_.next(bytes);
    received_.erase(0, received_.size() - bytes.size());
    if (packet.has_error()) {
      throw std::runtime_error("no MQTT from the server: " + std::string(packet.error().detail));
    }
    if (*packet) return **std::move(packet);
    if (!receive_bytes(until)) return std::nullopt;
  }
}

bool RawMqttClient::receive_bytes(Steady::time_point until) {
  const auto left = std::chrono::duration_cast<std::chrono::microseconds>(until - Steady::now());
  if (left.count() <= 0) throw std::runtime_error("nothing came in time");
  set_option(socket_, SOL_SOCKET, SO_RCVTIMEO, to_timeval(left));
  std::array<char, 16 * 1024> buffer;
  const auto size = ::recv(socket_, buffer.data(), buffer.size(), 0);
  if (size > 0) received_.assign(buffer.data(), static_cast<std::size_t>(size));
  if (size >= 0) return size > 0;
  if (errno == EAGAIN || errno == EWOULDBLOCK) throw std::runtime_error("nothing came in time");
  if (errno == ECONNRESET) return false;
  fail("recv");
}

bool RawMqttClient::is_quiet() {
  send(mqtt::Packet(mqtt::Pingreq{}));
  const auto packet = receive();
  return packet && std::holds_alternative<mqtt::Pingresp>(*packet);
}

bool RawMqttClient::has_heard_nothing() const {
  char byte = 0;
  return received_.empty() && ::recv(socket_, &byte, 1, MSG_PEEK | MSG_DONTWAIT) < 0;
}

void RawMqttClient::hang_up() {
  if (const int socket = std::exchange(socket_, -1); socket >= 0) ::close(socket);
}

void RawMqttClient::reset() {
  set_option(socket_, SOL_SOCKET, SO_LINGER, linger{1, 0});
  hang_up();
}

std::string RawMqttClient::name_of(const mqtt::Packet& packet) {
  constexpr std::array<const char*, 12> kNames{
      "CONNECT",     "CONNACK",  "PUBLISH", "an acknowledgement", "SUBSCRIBE",  "SUBACK",
      "UNSUBSCRIBE", "UNSUBACK", "PINGREQ", "PINGRESP",           "DISCONNECT", "AUTH"};
  return kNames.at(packet.index());
}

}  // namespace varde::test
