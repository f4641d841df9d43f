// The configuration of one broker, read from a YAML file and checked as a whole. Every key, with
// its default and range: docs/guides/configuration.md.
//
// Plain values; call from any thread.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "adapters/host/adapter_use.h"
#include "broker/app/listen_address.h"
#include "broker/base/ids.h"
#include "broker/base/result.h"
#include "broker/core/input.h"
#include "broker/outbound/receiver.h"
#include "broker/yaml/config_error.h"

namespace varde::app {

using yaml::ConfigError;
using yaml::ConfigErrorCode;

struct ApiTls {
  std::filesystem::path certificate;  // PEM, the chain.
  std::filesystem::path key;
};

struct ApiConfig {
  ListenAddress listen{"127.0.0.1", 8440};
  std::optional<ApiTls> tls;
  bool insecure_listen = false;              // Plain HTTP to the network: somebody asked for it.
  std::filesystem::path metrics_token_file;  // Empty: /metrics from this machine only.
};

struct StorageConfig {
  std::int64_t reserve_mib = 512;  // Kept free for what operators do.
};

struct LogConfig {
  std::string level = "info";  // debug, info, warn, error.
};

struct PahoTls {
  std::filesystem::path ca;           // Empty: the system's.
  std::filesystem::path certificate;  // Of Varde itself; empty: none is shown.
  std::filesystem::path key;
};

// Varde as a client of an MQTT broker that is already there.
struct PahoConfig {
  std::string server;         // "mqtt://host:port" or "mqtts://host:port".
  std::string version = "5";  // Or "3.1.1"; pinned, never negotiated down.
  std::string client_id;      // Default: "varde-" and the link's name.
  std::string user;
  std::filesystem::path password_file;
  std::optional<PahoTls> tls;  // Only with mqtts://.
  std::int64_t keep_alive_s = 10;
  std::int64_t sessions = 1;  // More than one: shared subscriptions, for throughput.
};

struct LinkConfig {
  LinkId name;
  PahoConfig paho;
};

struct MqttTls {
  std::optional<ListenAddress> listen;  // None: the certificate is for the WebSocket only.
  std::filesystem::path certificate;    // PEM, the chain.
  std::filesystem::path key;
  std::filesystem::path client_ca;  // Who may sign clients' certificates; empty: none is asked for.
  bool require_certificate = false;  // Nobody without one.
};

struct MqttWebSocket {
  ListenAddress listen;
  std::string path = "/mqtt";
  bool tls = false;  // With the certificate of MqttTls.
};

// Varde's own MQTT listener. At least one of `listen`, `tls` and `websocket` is there.
struct MqttConfig {
  LinkId name{"mqtt"};                  // Stands in events; no link has it.
  std::optional<ListenAddress> listen;  // Plain TCP.
  bool insecure_listen = false;         // Plain to the network: somebody asked for it.
  std::optional<MqttTls> tls;
  std::optional<MqttWebSocket> websocket;
  bool lab = false;  // Anonymous clients may do all. Then each address is a loopback.
  std::int64_t max_connections = 20'000;
  std::int64_t keep_alive_max_s = 600;
  std::int64_t connect_timeout_s = 10;
  std::int64_t largest_packet = 1'114'112;  // Bytes: a payload that is kept whole, and 64 KiB.
  std::int64_t session_expiry_max_s = 2'592'000;
  std::int64_t offline_after_s = 60;
  std::string redirect_to;  // On a standby: where every client is sent. Empty: this one serves.
};

// Where it listens, in the order above.
[[nodiscard]] std::vector<ListenAddress> listen_addresses(const MqttConfig& mqtt);

// The vendors' adapters.
struct AdaptersConfig {
  std::filesystem::path folder;  // Empty: the ones that come with Varde.
  std::int64_t urgent_workers = 1;
  std::int64_t bulk_workers = 1;
  std::vector<adapters::AdapterUse> use;
};

struct Config {
  std::filesystem::path file;
  std::filesystem::path data = "/var/lib/varde";
  ApiConfig api;
  StorageConfig storage;
  LogConfig log;
  std::vector<LinkConfig> links;
  std::optional<MqttConfig> mqtt;  // None: no listener.
  AdaptersConfig adapters;
  std::vector<outbound::Receiver> outbound;  // Where notifications go; no two of one id.
  core::ApplyRegister site;                  // The register: municipalities, positions, devices.
  std::filesystem::path rules;     // Folders of what the duty manager declares; empty: none. Their
  std::filesystem::path policies;  // content is read by load_declared (declared.h).

  [[nodiscard]] std::filesystem::path log_folder() const { return data / "log"; }
  [[nodiscard]] std::filesystem::path users_file() const { return data / "users.json"; }
  [[nodiscard]] std::filesystem::path clients_file() const { return data / "mqtt-clients.json"; }
};

// Reads and checks `file` and the register file it names. Relative paths in it are taken from the
// folder that `file` is in. The answer on failure: everything that is wrong, never empty.
[[nodiscard]] Result<Config, std::vector<ConfigError>> load_config(
    const std::filesystem::path& file);

// Why `api` may not listen where it says; empty where it may. Plain HTTP is for this machine only,
// because operators' passwords pass over it.
[[nodiscard]] std::string why_listen_is_refused(const ApiConfig& api);

// The files that `config` names and nobody can read: certificates, keys, passwords.
[[nodiscard]] std::vector<ConfigError> unreadable_files(const Config& config);

}  // namespace varde::app
