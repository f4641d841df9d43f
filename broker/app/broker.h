// One whole broker: log, engine, links and API, wired together. `varded` is this with a command
// line; tests run it in their own process.
//
// Thread safety: all functions from one thread, but for `request_stop`, which any may call.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "broker/app/config.h"
#include "broker/app/free_space.h"

namespace boost::asio {
class io_context;
}

namespace varde::app {

struct BrokerOptions {
  Config config;
  std::string version;
  FreeSpace free_space;  // Empty: asks the file system of the data folder.

  // False only in the test program that shows what is lost without it: what the log then calls
  // durable is not, so acknowledgements leave too early.
  bool sync_log = true;
};

class Broker {
 public:
  explicit Broker(BrokerOptions options);
  ~Broker();  // Stops in order, if it was started.
  Broker(const Broker&) = delete;
  Broker& operator=(const Broker&) = delete;

  // Checks the room, opens the log, recovers, listens, and starts the engine and the links. Throws
  // CannotStart; then nothing runs and nothing was written but an empty log.
  void start();

  // Where the API is reached: "http://127.0.0.1:8440". REQUIRES: started.
  [[nodiscard]] std::string api_url() const;

  // Where devices connect, such as "mqtt://127.0.0.1:1883", in the order TCP, TLS, WebSocket; empty
  // without a listener. REQUIRES: started.
  [[nodiscard]] std::vector<std::string> mqtt_urls() const;

  // Serves on this thread until request_stop, then stops in order: links, API, engine. Nothing that
  // is not on disk is acknowledged. REQUIRES: started.
  void run();

  void request_stop();

  // For signal handlers and timers of the program; run by `run`.
  [[nodiscard]] boost::asio::io_context& io();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace varde::app
