// What the listener is told once, at its start.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "adapters/host/decoding.h"
#include "broker/base/ids.h"
#include "broker/core/signal.h"
#include "broker/links/mqtt/delivery_queue.h"

namespace varde::links::mqtt {

// The bounds of what clients may make the listener keep; docs/reference/limits.md.
struct ListenerLimits {
  std::size_t connections = 20'000;
  std::size_t sessions = 200'000;  // With and without a connection.
  std::chrono::milliseconds connect_time = std::chrono::seconds(10);  // To a whole CONNECT.
  std::uint16_t keep_alive_s = 600;             // Longer ones are cut to this.
  std::uint32_t packet_bytes = 1'114'112;       // 1 MiB of payload, topic and properties.
  std::uint32_t connect_packet_bytes = 72'704;  // Before a client is known: a will of 64 KiB.
  std::uint32_t session_expiry_s = 30 * 24 * 3600;
  std::uint16_t receive_maximum = 256;  // Messages of one client that are not on disk yet.
  std::uint16_t topic_aliases = 16;     // Of one connection, in each direction.
  std::size_t subscriptions = 256;      // Of one session.
  std::size_t client_id_bytes = 256;
  std::size_t user_properties = 32;       // Of one packet.
  std::size_t backlog_bytes = 1'048'576;  // Not yet taken by the client: then nothing is read.
  // Who takes nothing of it for so long is gone.
  std::chrono::milliseconds slowest_reader = std::chrono::seconds(60);
  std::size_t retained_messages = 100'000;
  std::size_t retained_bytes = 64 * 1024 * 1024;
  std::uint16_t window = 64;  // Messages under way to one client; its receive maximum may be lower.
  DeliveryQueue::Limits queue;
};

struct TcpEndpoint {
  std::string address;  // Numeric.
  std::uint16_t port = 0;
};

struct TlsFiles {
  std::filesystem::path certificate;  // PEM, with its chain.
  std::filesystem::path key;
  std::filesystem::path client_ca;  // Empty: client certificates are not asked for.
  bool require_certificate = false;
};

struct ListenerOptions {
  LinkId name{"mqtt"};
  std::optional<TcpEndpoint> tcp;
  std::optional<TcpEndpoint> tls;  // With tls_files.
  std::optional<TcpEndpoint> websocket;
  std::string websocket_path = "/mqtt";
  bool websocket_tls = false;  // With tls_files.
  TlsFiles tls_files;
  std::filesystem::path clients_file;
  bool lab = false;
  std::string redirect_to;  // Standby: each CONNECT is answered with this address. Empty: serve.
  std::chrono::seconds offline_after{60};
  std::chrono::milliseconds look_every{1'000};  // At what time alone brings: ends, wills, expiries.
  ListenerLimits limits;

  // Who understands what arrives.
  std::shared_ptr<adapters::Decoding> decoding = adapters::canonical_decoding();

  // Devices that the log believes online: those that do not come back are offline.
  std::vector<core::DeviceRef> online;
};

}  // namespace varde::links::mqtt
