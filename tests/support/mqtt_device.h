// A device at the wire, as docs/reference/links.md wants it: it keeps each message until it is
// acknowledged, and sends it again when the connection is lost or the answer is a refusal.
//
// Written without an MQTT library and without Varde's own codec, so that it sees each answer as it
// is on the wire: what a library hides, or both ends of a codec get wrong, is what it is for.
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <thread>

#include "tests/support/ack_oracle.h"

namespace varde::test {

enum class MqttLevel : std::uint8_t { V311 = 4, V5 = 5 };

struct MqttDeviceOptions {
  std::string server;  // mqtt://127.0.0.1:port
  MqttLevel level = MqttLevel::V5;
  std::string client_id;
  std::string user;  // Empty: none.
  std::string password;
};

// One connection. Thread safety: one thread at a time.
class MqttConnection {
 public:
  explicit MqttConnection(MqttDeviceOptions options);
  ~MqttConnection();
  MqttConnection(const MqttConnection&) = delete;
  MqttConnection& operator=(const MqttConnection&) = delete;

  // True if the other side took it; with a clean session.
  [[nodiscard]] bool connect();
  [[nodiscard]] bool connected() const { return socket_ >= 0; }
  void close();

  // Sends with QoS 1; closes the connection if that fails.
  void send(std::uint16_t packet_id, const std::string& topic, const std::string& payload,
            bool again);

  struct Answer {
    std::uint16_t packet_id = 0;
    int reason = 0;  // MQTT 5; else 0.
  };
  // The next PUBACK. None if nothing comes within `wait`, or the connection is closed; see
  // connected().
  [[nodiscard]] std::optional<Answer> next_answer(std::chrono::milliseconds wait);

  // Publishes one message and waits for its answer's reason; none if there is none in ten seconds.
  [[nodiscard]] std::optional<int> publish(const std::string& topic, const std::string& payload);

 private:
  struct Packet {
    unsigned char first = 0;
    std::string body;
  };
  bool write(const std::string& bytes);
  [[nodiscard]] std::optional<Packet> take_packet();
  [[nodiscard]] bool fill(std::chrono::milliseconds wait);

  const MqttDeviceOptions options_;
  int socket_ = -1;
  std::string received_;
  std::uint16_t last_id_ = 0;
};

// True if the answer says that the message is safe. In MQTT 3.1.1 there is no other; in MQTT 5
// "nobody subscribes" (0x10) says that it reached no one.
[[nodiscard]] constexpr bool is_success(int reason) { return reason == 0; }

// A device on a thread of its own, that sends as fast as it is acknowledged, `window` messages at a
// time, through lost connections and refusals. Its messages have the ids first_id + 1,
// first_id + 2 and so on.
// Thread safety: all functions, any thread; `start` and `stop` one at a time.
class Publisher {
 public:
  struct Options {
    MqttDeviceOptions device;
    std::string topic;
    std::function<std::string(std::uint64_t id)> payload;
    std::uint64_t first_id = 0;
    std::size_t window = 50;
    std::chrono::microseconds pace{0};  // At least so long between two messages.
  };
  Publisher(Options options, AckFile& acks);
  ~Publisher();

  void start();
  void stop();  // Sends nothing more; what is under way stays unacknowledged.

  // Sends no new message any more, and returns whether all that was sent is acknowledged in time.
  [[nodiscard]] bool finish(std::chrono::milliseconds deadline);

  [[nodiscard]] std::size_t acknowledged() const { return acknowledged_; }
  [[nodiscard]] std::size_t refused() const { return refused_; }  // By a reason code.
  [[nodiscard]] std::size_t connections() const { return connections_; }

 private:
  void run();
  void send(std::uint64_t message, bool again);
  [[nodiscard]] bool reconnect();
  [[nodiscard]] bool send_new();
  void take(const MqttConnection::Answer& answer);

  const Options options_;
  AckFile& acks_;
  std::atomic<bool> stopping_{false};
  std::atomic<bool> finishing_{false};
  std::atomic<bool> idle_{false};  // Nothing is under way, and nothing more will be sent.
  std::atomic<std::size_t> acknowledged_{0};
  std::atomic<std::size_t> refused_{0};
  std::atomic<std::size_t> connections_{0};
  // Of the thread below.
  MqttConnection connection_;
  std::uint64_t newest_;
  std::uint16_t packet_id_ = 0;
  std::map<std::uint16_t, std::uint64_t> under_way_;  // Packet id to message.
  std::chrono::steady_clock::time_point next_at_;
  std::thread thread_;
};

}  // namespace varde::test
