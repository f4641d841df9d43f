// A client that sends exactly what a test wants, right or wrong, and shows each packet that comes.
//
// Blocking, over a real TCP socket on loopback, with Varde's own codec in both directions. Nothing
// is answered by itself. Deadlines are those of the socket; what cannot be done within one throws
// std::runtime_error. Thread safety: one thread at a time.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "broker/links/mqtt/codec/decoder.h"
#include "broker/links/mqtt/codec/packet.h"

namespace varde::test {

namespace mqtt = links::mqtt;

class RawMqttClient {
 public:
  // Long, because machines that test are busy; a test that passes never waits for it.
  static constexpr std::chrono::milliseconds kDeadline = std::chrono::seconds(30);

  // Connects to 127.0.0.1. `receive_buffer`: bytes that the socket holds at most before it is read;
  // 0: as the system has it.
  explicit RawMqttClient(std::uint16_t port, mqtt::Version version = mqtt::Version::V5,
                         int receive_buffer = 0);
  RawMqttClient(RawMqttClient&& other) noexcept;
  RawMqttClient& operator=(RawMqttClient&& other) noexcept;
  ~RawMqttClient();  // As hang_up().

  [[nodiscard]] mqtt::Version version() const { return version_; }

  // `version` of the packet is set to that of the client.
  mqtt::Connack connect(mqtt::Connect connect);

  void send(const mqtt::Packet& packet);
  void send_bytes(std::string_view bytes);

  // The next packet. None: the server has closed. Throws if neither happens within `deadline`.
  [[nodiscard]] std::optional<mqtt::Packet> receive(std::chrono::milliseconds deadline = kDeadline);

  // The next packet, which has to be a `P`; throws if it is none.
  template <class P>
  P expect() {
    auto packet = receive();
    if (!packet) throw std::runtime_error("the server closed where a packet was expected");
    if (auto* wanted = std::get_if<P>(&*packet)) return std::move(*wanted);
    throw std::runtime_error("another packet than expected: " + name_of(*packet));
  }

  // True if nothing more comes before the server closes; throws if it does not close in time.
  [[nodiscard]] bool is_closed(std::chrono::milliseconds deadline = kDeadline) {
    return !receive(deadline).has_value();
  }

  // True if what was sent before is all handled and nothing was sent back for it: a PINGREQ's
  // answer is the next that comes. What still waits for the disk may come later.
  [[nodiscard]] bool is_quiet();

  // True if nothing has come up to now, not even the server's end; for who cannot ask by a PINGREQ.
  [[nodiscard]] bool has_heard_nothing() const;

  // Without a DISCONNECT: an orderly end of the stream, or as if the device had vanished.
  void hang_up();
  void reset();

 private:
  [[nodiscard]] static std::string name_of(const mqtt::Packet& packet);
  // False: the server has closed.
  bool receive_bytes(std::chrono::steady_clock::time_point until);

  int socket_ = -1;
  mqtt::Version version_;
  mqtt::Decoder decoder_;
  std::string received_;  // Not yet decoded.
};

}  // namespace varde::test
