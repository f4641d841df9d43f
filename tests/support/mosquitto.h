// A real Mosquitto on loopback, with its own configuration, for one test.
#pragma once

#include <memory>
#include <string>

#include "tests/support/child_process.h"
#include "tests/support/temp_dir.h"

namespace varde::test {

struct MosquittoOptions {
  bool persistent = false;  // Keeps its database from stop to restart.
  int max_inflight = 20;
  std::string user;  // With `password`: nobody else gets in.
  std::string password;
  std::string more;  // Further lines of its configuration.

  // TLS on the same port, where set: files of the server.
  std::string ca_file, certificate_file, key_file;
  bool client_certificate = false;  // Clients must have one of the same CA.
};

// Thread safety: one thread at a time.
class Mosquitto {
 public:
  // Starts it and returns when it listens. Throws std::runtime_error with its output otherwise.
  explicit Mosquitto(MosquittoOptions options = {});

  [[nodiscard]] unsigned short port() const { return port_; }
  [[nodiscard]] std::string server() const;  // "mqtt://127.0.0.1:port", or mqtts://localhost.

  // Orderly (writes its database), by kill -9, and again on the same port.
  void stop();
  void kill();
  void start();

  // Start again with nothing remembered.
  void forget();

  // Held still and let go, with SIGSTOP and SIGCONT.
  void freeze();
  void thaw();

  [[nodiscard]] std::string output() const;
  [[nodiscard]] const TempDir& folder() const { return folder_; }

 private:
  MosquittoOptions options_;
  TempDir folder_;
  unsigned short port_ = 0;
  std::unique_ptr<ChildProcess> process_;
};

}  // namespace varde::test
