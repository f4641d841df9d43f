// An MQTT client that speaks as devices do: QoS 1, and each message is kept until it is
// acknowledged.
//
// Thread safety: `publish` from any thread; outcomes arrive on the client library's thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace varde::cli {

struct FieldClientOptions {
  std::string server;  // mqtt://host:port or mqtts://host:port.
  std::string client_id;
  std::string user;  // Empty: without credentials.
  std::string password;
  std::string ca_file;  // For mqtts://; empty: the system's.
  bool mqtt5 = true;
};

struct PublishOutcome {
  bool acknowledged = false;     // PUBACK with a reason below 0x80.
  std::uint8_t reason_code = 0;  // MQTT 5; 0 for 3.1.1.
  std::string detail;            // Why not acknowledged.
};

// What a PUBACK's reason code means, in words.
[[nodiscard]] std::string puback_in_words(std::uint8_t reason_code);

inline constexpr std::uint8_t kNoMatchingSubscribers = 0x10;

class FieldClient {
 public:
  // Unacknowledged messages at a time. Mosquitto's own window (max_inflight_messages) is 20; more
  // than this wait in the client library, in order.
  static constexpr int kMostInFlight = 20;

  explicit FieldClient(FieldClientOptions options);
  ~FieldClient();  // Disconnects.
  FieldClient(const FieldClient&) = delete;
  FieldClient& operator=(const FieldClient&) = delete;

  // Throws CannotError if the server cannot be reached or says no. Reconnects by itself later.
  void connect(std::chrono::seconds timeout);
  [[nodiscard]] bool connected() const;

  // `done` is called exactly once, unless the client is destroyed first. False, without `done`, if
  // there is no connection.
  [[nodiscard]] bool publish(const std::string& topic, const std::string& payload,
                             std::function<void(PublishOutcome)> done);

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace varde::cli
