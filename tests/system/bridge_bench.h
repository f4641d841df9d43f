// A broker's middle and its bridge: the real log behind a gate, the engine, and real bridge
// processes against a real Mosquitto.
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "broker/engine/engine.h"
#include "broker/eventlog/event_log.h"
#include "broker/links/paho_bridge.h"
#include "tests/support/gated_log.h"
#include "tests/support/mosquitto.h"
#include "tests/support/temp_dir.h"
#include "tests/support/wall_clock.h"
#include "tests/support/world.h"

namespace varde::test {

[[nodiscard]] links::BridgeOptions options_for(const Mosquitto& mosquitto);

class Broker {
 public:
  // `sync_time`: what each commit takes at least, for a disk slower than this machine's.
  explicit Broker(std::chrono::microseconds sync_time = {});
  ~Broker();

  // Starts the bridge and waits until it is up.
  void connect(const links::BridgeOptions& options);
  // Starts it without waiting.
  void start_bridge(const links::BridgeOptions& options);
  void stop_bridge() { bridge_.reset(); }
  [[nodiscard]] links::PahoBridge& bridge() { return *bridge_; }

  // `hook` is called on the writer thread after each commit of a message, before anybody is
  // acknowledged. Set it before the bridge starts.
  void before_receipts(std::function<void()> hook) { before_receipts_ = std::move(hook); }

  [[nodiscard]] engine::Engine& engine() { return *engine_; }
  [[nodiscard]] GatedLog& log() { return gated_; }

  // The durable events of one kind, in order.
  template <class Body>
  [[nodiscard]] std::vector<Body> logged() const {
    std::vector<Body> found;
    for (const auto& stored : all()) {
      if (const auto* body = std::get_if<Body>(&stored.event.body)) found.push_back(*body);
    }
    return found;
  }
  // How many of them have come since start; cheaper than `logged`.
  [[nodiscard]] std::size_t received() const { return received_; }

 private:
  [[nodiscard]] std::vector<eventlog::StoredEvent> all() const;

  TempDir dir_;
  WallClock clock_;
  std::unique_ptr<eventlog::EventLog> log_;
  std::unique_ptr<eventlog::EventLog> slow_;
  GatedLog gated_;
  std::atomic<std::size_t> received_{0};
  std::function<void()> before_receipts_;
  std::unique_ptr<engine::Engine> engine_;
  std::unique_ptr<links::PahoBridge> bridge_;  // Last: it stops before the engine.
};

// A help call of button-1 in nordlia with this sequence number, as JSON.
[[nodiscard]] std::string help_call(std::uint64_t sequence);
[[nodiscard]] std::string heartbeat(std::uint64_t sequence);

inline const std::string kTopic = "varde/v1/nordlia/button-1/signal";
inline const std::string kUrgentTopic = "varde/v1/nordlia/button-1/signal/urgent";

// The process ids of this process's children that run varde-bridge.
[[nodiscard]] std::vector<int> bridge_processes();

}  // namespace varde::test
