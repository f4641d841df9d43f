// Thousands of devices, each with an MQTT connection of its own, on one thread.
//
// Thread safety: one thread at a time. Between the calls nothing is read or written: what comes for
// the devices meanwhile waits in their sockets.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "tests/support/async_mqtt_client.h"

namespace varde::test {

class MqttCrowd {
 public:
  MqttCrowd();
  ~MqttCrowd();
  MqttCrowd(const MqttCrowd&) = delete;
  MqttCrowd& operator=(const MqttCrowd&) = delete;

  // Connects all of them at once, with sessions that outlive their connections and a subscription
  // to the device's own commands, and returns when each has its SUBACK: the seconds it took. The
  // user of a log-in is MUNICIPALITY/DEVICE. Throws std::runtime_error if anything is refused or it
  // takes more than two minutes. To be called once.
  double connect(std::uint16_t port, const std::vector<MqttLogin>& logins);

  struct Message {
    std::size_t device = 0;           // Which of the log-ins.
    std::chrono::microseconds at{0};  // From the beginning of the call.
    std::string topic;
    std::string payload;
  };
  struct Times {
    std::chrono::steady_clock::time_point published;
    std::chrono::steady_clock::time_point acknowledged;
  };
  // Publishes each message at its time with QoS 1 and returns when all are acknowledged; the times
  // in the order of the messages. Throws std::runtime_error if anything is refused, or not
  // acknowledged two minutes after the last is due.
  // REQUIRES: `at` does not run backwards.
  std::vector<Times> publish(const std::vector<Message>& messages);

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace varde::test
