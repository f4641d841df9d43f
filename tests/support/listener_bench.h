// The MQTT listener with everything behind it: a real log in a folder of its own behind a gate, a
// real engine, and sockets on loopback. It can be stopped, crash, and come back.
//
// Thread safety: one thread at a time.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "broker/engine/engine.h"
#include "broker/eventlog/event_log.h"
#include "broker/links/mqtt/clients/client.h"
#include "broker/links/mqtt/clients/client_file.h"
#include "broker/links/mqtt/listener.h"
#include "tests/support/eventually.h"
#include "tests/support/gated_log.h"
#include "tests/support/hand_clock.h"
#include "tests/support/raw_mqtt_client.h"
#include "tests/support/temp_dir.h"

namespace varde::test {

// What a client has to show as its password.
[[nodiscard]] std::string secret_of(const std::string& client_name);

class ListenerBench {
 public:
  using Change = std::function<void(mqtt::ListenerOptions&)>;

  // Started, on a free port, looking at time every few milliseconds, with the register of
  // `small_register`. `change` may change the options; at each start anew.
  explicit ListenerBench(Change change = {}, const std::vector<mqtt::Client>& clients = {});
  ~ListenerBench();

  // Stops in order and starts again with what is on disk.
  void restart();

  // As if the process were killed now: goes on with a copy of what is on disk at this moment. What
  // waits at the gate is lost. Connections are ended.
  void crash();

  // The listener first; then the gate opens for what is still on its way to the disk.
  void stop();
  void start();

  [[nodiscard]] std::uint16_t port() const { return listener_->tcp_port(); }
  [[nodiscard]] const mqtt::Counters& counters() const { return listener_->counters(); }
  [[nodiscard]] engine::Engine& engine() { return *engine_; }
  [[nodiscard]] GatedLog& gate() { return *gated_; }
  HandClock& clock() { return clock_; }
  [[nodiscard]] mqtt::ClientFile clients() const { return mqtt::ClientFile(clients_file()); }

  // A connection without CONNECT.
  [[nodiscard]] RawMqttClient client(mqtt::Version version = mqtt::Version::V5) const {
    return RawMqttClient(port(), version);
  }

  // A client that was accepted; throws otherwise.
  [[nodiscard]] RawMqttClient connected(mqtt::Connect connect,
                                        mqtt::Version version = mqtt::Version::V5) const;

  // From now on appends wait; returns when nothing is being written. What is waited for on the way
  // out must be on disk before.
  void close_gate();
  void open_gate() { gated_->open_gate(); }
  // Something has come to the closed gate.
  [[nodiscard]] bool something_waits() const {
    return eventually([this] { return gated_->somebody_waits(); }, RawMqttClient::kDeadline);
  }

  // All events, in order.
  [[nodiscard]] std::vector<eventlog::StoredEvent> events() const;

  // Of one kind.
  template <class Body>
  [[nodiscard]] std::vector<Body> all() const {
    std::vector<Body> found;
    for (const auto& stored : events()) {
      if (const auto* body = std::get_if<Body>(&stored.event.body)) found.push_back(*body);
    }
    return found;
  }

  // The payloads of all messages of clients, decoded or not, in the order in which they are stored.
  [[nodiscard]] std::vector<std::string> stored_payloads() const;

  // What the listener has told about the device: the kind and state of each signal, such as
  // "online active", in order.
  [[nodiscard]] std::vector<std::string> presence(const core::DeviceRef& device) const;

  // Waits until it has told so many.
  [[nodiscard]] std::vector<std::string> presence(const core::DeviceRef& device,
                                                  std::size_t count) const;

  // As the operator's console would.
  [[nodiscard]] engine::CommandAnswer command(core::Command command);

 private:
  [[nodiscard]] mqtt::ListenerOptions options(const core::State& state) const;
  [[nodiscard]] std::filesystem::path clients_file() const {
    return dir_.path() / "mqtt-clients.json";
  }

  const TempDir dir_;
  const Change change_;
  HandClock clock_;
  std::filesystem::path log_folder_;
  int crashes_ = 0;
  bool crashing_ = false;
  std::unique_ptr<eventlog::EventLog> log_;
  std::unique_ptr<GatedLog> gated_;
  std::unique_ptr<engine::Engine> engine_;
  std::unique_ptr<mqtt::MqttListener> listener_;
};

// Anybody may do anything, as in the lab: for what the standards say of any client.
inline void lab(mqtt::ListenerOptions& options) { options.lab = true; }

}  // namespace varde::test
