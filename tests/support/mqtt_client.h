// A device, or whoever else speaks MQTT with the broker under test: Eclipse Paho C++.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace varde::test {

// The broker refused the connection.
struct MqttRefused : std::runtime_error {
  MqttRefused(int refusal, const std::string& text) : std::runtime_error(text), code(refusal) {}
  int code;  // MQTT 5: the reason code; MQTT 3.1.1: the return code.
};

// Thread safety: one thread at a time.
class MqttClient {
 public:
  struct Message {
    std::string topic;
    std::string payload;
    int qos = 1;
    bool retained = false;
    bool duplicate = false;
    std::string correlation_data = {};
  };

  struct Options {
    std::string server;     // "mqtt://127.0.0.1:port", or by mqtts, ws or wss.
    bool mqtt_5 = true;     // Otherwise MQTT 3.1.1.
    std::string client_id;  // Empty: one that nobody else has.
    std::string user, password;
    bool clean = true;                   // Clean start; clean session in MQTT 3.1.1.
    std::uint32_t session_expiry_s = 0;  // MQTT 5.
    std::optional<Message> will;
    std::string ca_file, certificate_file, key_file;  // With mqtts and wss.
  };

  // Connects. Throws MqttRefused if the broker refuses, std::runtime_error if it cannot be spoken
  // to.
  explicit MqttClient(const Options& options);

  // The same by MQTT 5 with a clean session. `user` empty: none.
  explicit MqttClient(const std::string& server, const std::string& user = "",
                      const std::string& password = "");
  // Says goodbye, if it is still connected.
  ~MqttClient();
  MqttClient(const MqttClient&) = delete;
  MqttClient& operator=(const MqttClient&) = delete;

  [[nodiscard]] bool session_present() const;
  [[nodiscard]] bool connected() const;

  // The reason code with which the broker ended the connection; nothing: it has not, or did not
  // say.
  [[nodiscard]] std::optional<int> disconnect_reason() const;

  // Breaks the connection off without a goodbye.
  void cut();

  // Publishes at QoS 1. Returns when the broker has acknowledged. Throws if it does not within 30
  // seconds, or refuses.
  void publish(const std::string& topic, const std::string& payload, bool retained = false);

  // Publishes, and returns the reason code of the answer (0 at QoS 0 and in MQTT 3.1.1, which knows
  // success only); nothing if the connection ended without one.
  [[nodiscard]] std::optional<int> ask_to_publish(const Message& message);

  // The same as `publish` for `count` messages, several under way at a time; `payload(i)` makes
  // them.
  // `acknowledged(i)` hears, in order, of each that the broker has acknowledged; may be empty.
  void publish_many(const std::string& topic, std::size_t count,
                    const std::function<std::string(std::size_t)>& payload,
                    const std::function<void(std::size_t)>& acknowledged = {});

  // The same, asking for an answer of the application's on `response_topic`.
  void publish_asking(const std::string& topic, const std::string& payload,
                      const std::string& response_topic, const std::string& correlation_data);

  // Throws if that is refused.
  void subscribe(const std::string& filter, int qos = 1);

  // What has arrived since the last call.
  [[nodiscard]] std::vector<Message> take();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace varde::test
