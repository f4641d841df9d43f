// A device, or whoever else speaks MQTT with the broker under test.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace varde::test {

// MQTT 5, QoS 1, clean session.
// Thread safety: one thread at a time.
class MqttClient {
 public:
  // Connects to "mqtt://127.0.0.1:port". Throws if that fails. `user` empty: none.
  explicit MqttClient(const std::string& server, const std::string& user = "",
                      const std::string& password = "");
  ~MqttClient();
  MqttClient(const MqttClient&) = delete;
  MqttClient& operator=(const MqttClient&) = delete;

  // Returns when the broker has acknowledged. Throws if it does not within ten seconds.
  void publish(const std::string& topic, const std::string& payload, bool retained = false);

  // The same for `count` messages, several under way at a time; `payload(i)` makes them.
  // `acknowledged(i)` hears, in order, of each that the broker has acknowledged; may be empty.
  void publish_many(const std::string& topic, std::size_t count,
                    const std::function<std::string(std::size_t)>& payload,
                    const std::function<void(std::size_t)>& acknowledged = {});

  // The same, asking for an answer of the application's on `response_topic`.
  void publish_asking(const std::string& topic, const std::string& payload,
                      const std::string& response_topic, const std::string& correlation_data);

  void subscribe(const std::string& filter);

  struct Message {
    std::string topic;
    std::string payload;
    std::string correlation_data;
  };
  // What has arrived since the last call.
  [[nodiscard]] std::vector<Message> take();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace varde::test
