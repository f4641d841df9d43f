// Varde's own MQTT server: devices connect to it, and its acknowledgement means "on disk".
//
// MQTT 3.1.1 and 5.0 over TCP, TLS and WebSocket; what it does with each statement of the
// standards: docs/reference/mqtt.md. PUBACK and PUBREC leave after the commit of the message,
// SUBACK and CONNACK after that of the session they promise to keep.
//
// One thread serves all connections and never waits for the log or the disk.
// Stop order: `stop` before the engine's. Receipts may be settled after it, even after this object
// is gone. Thread safety: start and stop from one thread; the others from any.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "adapters/host/codec_signals.h"
#include "broker/base/instant.h"
#include "broker/core/effect.h"
#include "broker/engine/engine.h"
#include "broker/eventlog/event_log.h"
#include "broker/links/mqtt/counters.h"
#include "broker/links/mqtt/options.h"

namespace varde::links::mqtt {

class MqttListener {
 public:
  // The engine, the log and the clock outlive `stop`.
  MqttListener(engine::Engine& engine, const eventlog::EventLog& log, const Clock& clock,
               ListenerOptions options);
  ~MqttListener();  // As stop().
  MqttListener(const MqttListener&) = delete;
  MqttListener& operator=(const MqttListener&) = delete;

  // Reads the clients, puts back the sessions, listens. Throws std::runtime_error with one line for
  // what can never work: an address that cannot be listened on, a file that cannot be read, a
  // record that is damaged.
  void start();

  // Tells the clients goodbye and ends all connections. What is not on disk is not acknowledged.
  void stop();

  // Sends a notice or a command (TellDevice, SendCommand) to the device, when it is there, and
  // concludes the effect; for Engine::Hooks. Does not wait.
  void run_effect(const core::Effect& effect);

  // Publishes what an adapter or a notification wants said, not retained. Whoever is not connected
  // misses it; to whom it cannot be sent at once, it is not at or after `expires_at`. Any thread.
  void publish(const adapters::Publish& publish, std::optional<Instant> expires_at = {});

  // The ports listened on, whatever was asked for; 0: not that way. REQUIRES: started.
  [[nodiscard]] std::uint16_t tcp_port() const;
  [[nodiscard]] std::uint16_t tls_port() const;
  [[nodiscard]] std::uint16_t websocket_port() const;

  [[nodiscard]] const Counters& counters() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace varde::links::mqtt
