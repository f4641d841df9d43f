// The real program `varded` with a small site of its own, to be started, killed and looked into.
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "broker/eventlog/rocksdb_event_log.h"
#include "tests/support/child_process.h"
#include "tests/support/temp_dir.h"

namespace varde::test {

// Thread safety: one thread at a time.
class Varded {
 public:
  // `program` stands in the folder of the running test. `mqtt_server`: "mqtt://127.0.0.1:port".
  Varded(std::string program, const std::string& mqtt_server);

  // Starts it and returns when its API listens and its link is up. Throws with its output
  // otherwise.
  void start();

  // kill -9; or an orderly end (SIGTERM), whose exit code is returned.
  void kill();
  int stop();
  // Its exit code, or 128 + the signal, once it has ended by itself; nothing if it still runs then.
  std::optional<int> wait(std::chrono::milliseconds deadline) { return process_->wait(deadline); }

  [[nodiscard]] unsigned short api_port() const { return api_port_; }

  // The value of one line of /metrics, named with its labels; nothing while it cannot be asked.
  [[nodiscard]] std::optional<double> metric(const std::string& name) const;
  [[nodiscard]] std::filesystem::path folder() const { return folder_.path(); }
  [[nodiscard]] std::string output() const;
  [[nodiscard]] pid_t pid() const { return process_->pid(); }

 private:
  std::string program_;
  TempDir folder_;
  unsigned short api_port_;
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
