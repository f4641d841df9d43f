#include "tests/support/mqtt_device.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <set>
#include <utility>

#include "tests/support/eventually.h"

namespace varde::test {
namespace {

using namespace std::chrono_literals;

// Of MQTT's control packets, section 2.1.2 of either version.
constexpr unsigned char kConnect = 0x10;
constexpr unsigned char kConnack = 0x20;
constexpr unsigned char kPublishQos1 = 0x32;
constexpr unsigned char kAgain = 0x08;
constexpr unsigned char kPuback = 0x40;
constexpr unsigned char kType = 0xF0;

constexpr unsigned char kCleanSession = 0x02;
constexpr unsigned char kHasPassword = 0x40;
constexpr unsigned char kHasUser = 0x80;
constexpr std::uint16_t kKeepAliveSeconds = 300;

constexpr auto kConnectWait = 5s;
constexpr auto kRetryAfter = 20ms;

std::string number(std::uint16_t value) {
  return {static_cast<char>(value >> 8), static_cast<char>(value & 0xFF)};
}
std::uint16_t number_at(const std::string& bytes, std::size_t at) {
  return static_cast<std::uint16_t>(static_cast<unsigned char>(bytes.at(at)) << 8 |
                                    static_cast<unsigned char>(bytes.at(at + 1)));
}
std::string text(const std::string& value) {
  return number(static_cast<std::uint16_t>(value.size())) + value;
}

std::string packet(unsigned char first, const std::string& body) {
  std::string bytes(1, static_cast<char>(first));
  std::size_t length = body.size();
  do {
    const auto digit = static_cast<unsigned char>(length % 128);
    length /= 128;
    bytes += static_cast<char>(length > 0 ? digit | 0x80 : digit);
  } while (length > 0);
  return bytes + body;
}

int connect_to(const std::string& server) {
  const std::size_t colon = server.rfind(':');
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(static_cast<std::uint16_t>(std::stoi(server.substr(colon + 1))));
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const int on = 1;
  ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  if (::connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0)
    return socket;
  ::close(socket);
  return -1;
}

}  // namespace

MqttConnection::MqttConnection(MqttDeviceOptions options) : options_(std::move(options)) {}
MqttConnection::~MqttConnection() { close(); }

void MqttConnection::close() {
  if (socket_ >= 0) ::close(std::exchange(socket_, -1));
  received_.clear();
}

bool MqttConnection::connect() {
  close();
  socket_ = connect_to(options_.server);
  if (socket_ < 0) return false;
  unsigned char flags = kCleanSession;
  if (!options_.user.empty()) flags |= kHasUser | kHasPassword;
  std::string body = text("MQTT");
  body += static_cast<char>(options_.level);
  body += static_cast<char>(flags);
  body += number(kKeepAliveSeconds);
  if (options_.level == MqttLevel::V5) body += '\0';  // No properties.
  body += text(options_.client_id);
  if (!options_.user.empty()) body += text(options_.user) + text(options_.password);
  if (!write(packet(kConnect, body))) return false;
  std::optional<Packet> answer = take_packet();
  while (!answer && connected() && fill(kConnectWait)) answer = take_packet();
  const bool taken = answer && (answer->first & kType) == kConnack && answer->body.size() >= 2 &&
                     answer->body[1] == 0;
  if (!taken) close();
  return taken;
}

bool MqttConnection::write(const std::string& bytes) {
  for (std::size_t done = 0; done < bytes.size();) {
    const ssize_t sent = ::send(socket_, bytes.data() + done, bytes.size() - done, MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent <= 0) {
      close();
      return false;
    }
    done += static_cast<std::size_t>(sent);
  }
  return true;
}

// Waits for more bytes; false if none came, or the connection is closed.
bool MqttConnection::fill(std::chrono::milliseconds wait) {
  pollfd ready{socket_, POLLIN, 0};
  if (::poll(&ready, 1, static_cast<int>(wait.count())) <= 0) return false;
  char bytes[64 * 1024];
  const ssize_t count = ::recv(socket_, bytes, sizeof bytes, 0);
  if (count <= 0) {
    close();
    return false;
  }
  received_.append(bytes, static_cast<std::size_t>(count));
  return true;
}

std::optional<MqttConnection::Packet> MqttConnection::take_packet() {
  std::size_t length = 0;
  for (std::size_t at = 1, shift = 0; at < received_.size() && at < 5; ++at, shift += 7) {
    const auto digit = static_cast<unsigned char>(received_[at]);
    length |= static_cast<std::size_t>(digit & 0x7F) << shift;
    if ((digit & 0x80) != 0) continue;
    if (received_.size() < at + 1 + length) return std::nullopt;
    Packet taken{static_cast<unsigned char>(received_[0]), received_.substr(at + 1, length)};
    received_.erase(0, at + 1 + length);
    return taken;
  }
  return std::nullopt;
}

void MqttConnection::send(std::uint16_t packet_id, const std::string& topic,
                          const std::string& payload, bool again) {
  std::string body = text(topic) + number(packet_id);
  if (options_.level == MqttLevel::V5) body += '\0';  // No properties.
  write(packet(again ? kPublishQos1 | kAgain : kPublishQos1, body + payload));
}

std::optional<MqttConnection::Answer> MqttConnection::next_answer(std::chrono::milliseconds wait) {
  while (connected()) {
    if (const auto taken = take_packet()) {
      if ((taken->first & kType) != kPuback) continue;
      const int reason = taken->body.size() > 2 ? static_cast<unsigned char>(taken->body[2]) : 0;
      return Answer{number_at(taken->body, 0), reason};
    }
    if (!fill(wait)) return std::nullopt;
  }
  return std::nullopt;
}

std::optional<int> MqttConnection::publish(const std::string& topic, const std::string& payload) {
  const std::uint16_t id = ++last_id_;
  send(id, topic, payload, false);
  while (const auto answer = next_answer(10s)) {
    if (answer->packet_id == id) return answer->reason;
  }
  return std::nullopt;
}

Publisher::Publisher(Options options, AckFile& acks)
    : options_(std::move(options)),
      acks_(acks),
      connection_(options_.device),
      newest_(options_.first_id) {}

Publisher::~Publisher() { stop(); }

void Publisher::start() {
  stopping_ = finishing_ = idle_ = false;
  thread_ = std::thread([this] { run(); });
}

void Publisher::stop() {
  stopping_ = true;
  if (thread_.joinable()) thread_.join();
}

bool Publisher::finish(std::chrono::milliseconds deadline) {
  finishing_ = true;
  const bool all = eventually([this] { return idle_.load(); }, deadline);
  stop();
  return all;
}

void Publisher::run() {
  while (!stopping_) {
    if (!connection_.connected() && !reconnect()) {
      std::this_thread::sleep_for(kRetryAfter);
      continue;
    }
    const bool sent = send_new();
    idle_ = finishing_ && under_way_.empty();
    if (const auto answer = connection_.next_answer(sent ? 0ms : 5ms)) take(*answer);
  }
  connection_.close();
}

void Publisher::send(std::uint64_t message, bool again) {
  do ++packet_id_;
  while (packet_id_ == 0 || under_way_.contains(packet_id_));
  under_way_[packet_id_] = message;
  if (connection_.connected())
    connection_.send(packet_id_, options_.topic, options_.payload(message), again);
}

// Connects, and sends again what is not acknowledged, in the order in which it was first sent.
bool Publisher::reconnect() {
  if (!connection_.connect()) return false;
  connections_ += 1;
  std::set<std::uint64_t> messages;
  for (const auto& [id, message] : std::exchange(under_way_, {})) messages.insert(message);
  for (const std::uint64_t message : messages) send(message, true);
  return true;
}

bool Publisher::send_new() {
  const auto now = std::chrono::steady_clock::now();
  if (finishing_ || under_way_.size() >= options_.window || now < next_at_) return false;
  next_at_ = now + options_.pace;
  send(++newest_, false);
  return true;
}

void Publisher::take(const MqttConnection::Answer& answer) {
  const auto found = under_way_.find(answer.packet_id);
  if (found == under_way_.end()) return;
  const std::uint64_t message = found->second;
  under_way_.erase(found);
  if (is_success(answer.reason)) {
    acks_.note(message);
    acknowledged_ += 1;
    return;
  }
  refused_ += 1;
  std::this_thread::sleep_for(kRetryAfter);  // The device keeps it, and tries again.
  send(message, false);
}

}  // namespace varde::test
