// The bridge: Varde as a client of an MQTT broker that is already there (Paho C++).
//
// Promise: PUBACK leaves after the message is on disk, so what the external broker has delivered is
// never lost; what it acknowledged to a device and lost itself is beyond the bridge
// (docs/reference/links.md). Persistent sessions at QoS 1, one for urgent signals, one or more for
// the rest, one for each vendor's topics, one for notices to devices, each in a process of its own
// (`varde-bridge`): Paho serves all sessions of a process under one lock that it holds while a
// message is being stored.
//
// Stop order: `stop` before the engine's. It ends the processes without acknowledging what is not
// on disk. Receipts may be settled after it, even after this object is gone.
// Thread safety: start and stop from one thread; `run_effect` from any.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "adapters/host/codec_signals.h"
#include "adapters/host/decoding.h"
#include "broker/base/ids.h"
#include "broker/base/instant.h"
#include "broker/core/effect.h"
#include "broker/engine/engine.h"

namespace varde::links {

enum class MqttVersion : std::uint8_t { V5, V311 };

struct TlsOptions {
  std::filesystem::path ca_file;           // Empty: the certificates of the system.
  std::filesystem::path certificate_file;  // Of this client; empty: none.
  std::filesystem::path key_file;
  bool verify = true;  // The server's certificate and its name.
};

struct BridgeOptions {
  LinkId name;
  std::string server;                       // mqtt://host[:port] or mqtts://host[:port]
  MqttVersion version = MqttVersion::V5;    // Pinned: never falls back to another.
  std::string client_id = "varde";          // Sessions add "-urgent", "-bulk" and so on.
  std::string user;                         // Empty: none.
  std::filesystem::path password_file;      // Read at each connect; a trailing line end is cut.
  TlsOptions tls;                           // Where `server` says mqtts.
  std::chrono::seconds keep_alive{10};      // 1 s to 65535 s.
  std::chrono::seconds connect_timeout{5};  // 1 s to 60 s.
  std::chrono::seconds session_expiry{7 * 24 *
                                      3600};       // How long the external broker keeps messages.
  std::uint32_t largest_packet = 2 * 1024 * 1024;  // Bytes. MQTT 5 brokers drop larger ones.

  // Bulk sessions, 1 to kMostSessions. More than one shares the subscription (MQTT 5 only) and with
  // it the order of a device's messages.
  unsigned sessions = 1;
  static constexpr unsigned kMostSessions = 16;

  // What to hear beside Varde's own topics, and who understands it. A session for each first level
  // of a topic, in the order in which the external broker sends.
  std::vector<std::string> vendor_filters{};
  static constexpr std::size_t kMostVendorSessions = 16;
  std::shared_ptr<adapters::Decoding> decoding = adapters::canonical_decoding();

  // The log says that the link was up when the broker stopped: then a session that is not there any
  // more has been forgotten, with what was sent meanwhile.
  bool had_session = false;

  std::uint64_t seed = 0;         // Of the jitter between attempts.
  std::filesystem::path program;  // Empty: `varde-bridge` beside the running program.
};

struct BridgeStatus {
  bool up = false;         // All sessions are connected and subscribed.
  std::string detail;      // Why not, or what happened when it came up.
  bool forgotten = false;  // It came up without the session it had: messages may be lost.
};

class PahoBridge {
 public:
  // The engine and the clock outlive `stop`.
  PahoBridge(engine::Engine& engine, const Clock& clock, BridgeOptions options);
  ~PahoBridge();  // As stop().
  PahoBridge(const PahoBridge&) = delete;
  PahoBridge& operator=(const PahoBridge&) = delete;

  // Starts connecting and keeps at it. Throws std::runtime_error with one line only for what can
  // never work: a bad address, an unreadable file, a Paho C older than 1.3.10.
  void start();
  void stop();

  // Publishes a notice or a command (TellDevice, SendCommand) on the device's own topic, and
  // concludes the effect; for Engine::Hooks. Does not wait.
  void run_effect(const core::Effect& effect);

  // Publishes what an adapter or a notification wants said, at QoS 1; not delivered at or after
  // `expires_at` (MQTT 5). Lost while the link is down. Any thread.
  void publish(const adapters::Publish& publish, std::optional<Instant> expires_at = {});

  // As told last to the engine (core::ChangeLink).
  [[nodiscard]] BridgeStatus status() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace varde::links
