// The real program `varded` with a small site of its own, to be started, killed and looked into.
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "broker/eventlog/rocksdb_event_log.h"
#include "tests/support/child_process.h"
#include "tests/support/temp_dir.h"

namespace varde::test {

struct VardedOptions {
  std::string mqtt_server;  // Of its link "mosquitto", "mqtt://127.0.0.1:port"; empty: no link.

  // Its own MQTT listener: plain TCP and WebSocket, each on a free port of loopback.
  bool listener = false;
  bool lab = false;
  std::string certificate_file, key_file;  // The server's, made out to localhost: TLS as well.
  std::string client_ca_file;              // Clients may show certificates of this one.
  bool websocket_tls = false;              // WebSocket over TLS in place of the plain one.
  std::vector<std::string> more_mqtt;      // Further lines of `mqtt:`, "largest_packet: 4096".

  std::vector<std::string> more_config;  // Further lines of the file itself: "outbound:".

  // A file of its own that holds the register; empty: that of Nordlia with two buttons.
  std::string register_file;

  // The adapter `leaky` (leak_adapter.h) of the folder `adapters` beside its configuration, where
  // it must be before the start; its devices are nordlia's.
  bool leak_adapter = false;
};

// Thread safety: one thread at a time.
class Varded {
 public:
  // `program` stands in the folder of the running test.
  Varded(std::string program, VardedOptions options);
  // With a link to `mqtt_server` alone.
  Varded(std::string program, const std::string& mqtt_server);

  // Starts it and returns when it says that it is ready and its link, if any, is up. Throws with
  // its output otherwise.
  void start();

  // kill -9; or an orderly end (SIGTERM), whose exit code is returned.
  void kill();
  int stop();
  // Its exit code, or 128 + the signal, once it has ended by itself; nothing if it still runs then.
  std::optional<int> wait(std::chrono::milliseconds deadline) { return process_->wait(deadline); }

  [[nodiscard]] unsigned short api_port() const { return api_port_; }

  // Where its listener is reached by "mqtt", "mqtts", "ws" or "wss", as it says itself when it is
  // ready: the same after each start. Throws where it does not listen so.
  [[nodiscard]] std::string url(const std::string& scheme) const;

  // Runs `varde client add NAME ...` and returns the secret. A varded that runs already sees the
  // client within two seconds.
  std::string add_client(const std::string& name, const std::vector<std::string>& more = {});
  // The same with --certificate-only.
  void add_client_by_certificate(const std::string& name);

  // Runs `varde ARGUMENTS --config ...`; its exit code, and what it said.
  struct Said {
    int code = 0;
    std::string text;
  };
  [[nodiscard]] Said ask_varde(const std::vector<std::string>& arguments) const;

  // The value of one line of /metrics, named with its labels; nothing while it cannot be asked.
  [[nodiscard]] std::optional<double> metric(const std::string& name) const;
  [[nodiscard]] std::filesystem::path folder() const { return folder_.path(); }
  [[nodiscard]] std::string output() const;
  [[nodiscard]] pid_t pid() const { return process_->pid(); }

 private:
  [[nodiscard]] std::string config_file() const;
  [[nodiscard]] std::string ready_line() const;
  void run_varde(const std::vector<std::string>& arguments) const;

  std::filesystem::path program_;
  bool has_link_;
  TempDir folder_;
  unsigned short api_port_;
  int secrets_ = 0;
  std::unique_ptr<ChildProcess> process_;
};

// Reads along in the log of a varded, dead or alive.
class LogFollower {
 public:
  explicit LogFollower(std::filesystem::path folder) : folder_(std::move(folder)) {}

  // Calls `see` with each event that was appended since the last call.
  void follow(const std::function<void(const eventlog::StoredEvent&)>& see);

 private:
  std::filesystem::path folder_;
  LogPosition next_{1};
};

}  // namespace varde::test
