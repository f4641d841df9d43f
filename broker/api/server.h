// The HTTP and WebSocket server of docs/reference/api.md.
//
// Everything here runs on the one thread that runs the io_context; what is slow (passwords, reading
// the log, writing files) has threads of its own. The io_context must not be run by more threads.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

#include "broker/api/figure.h"
#include "broker/base/instant.h"
#include "broker/core/state.h"
#include "broker/engine/engine.h"
#include "broker/eventlog/event_log.h"

namespace boost::asio {
class io_context;
}

namespace varde::api {

struct ServerLimits {
  std::size_t connections = 4'096;                  // Beyond, new ones are closed at once. Fewer
                                                    // where the open files allowed are fewer.
  std::size_t connections_per_address = 1'024;      // One address may be a whole centre behind NAT.
  std::size_t streams = 1'000;                      // Beyond: closed with 1013.
  std::size_t streams_per_log_in = 20;              // As well.
  std::size_t header_bytes = 8 * 1024;              // Beyond: 431.
  std::size_t body_bytes = 64 * 1024;               // Beyond: 413.
  std::size_t passwords_waiting = 16;               // Log-ins being checked at a time. Beyond: 503.
  std::size_t reads_waiting = 64;                   // Of the log, at a time. Beyond: 503.
  std::chrono::milliseconds request_time{10'000};   // From a request's first byte to its last.
  std::chrono::milliseconds idle_time{60'000};      // Between two requests.
  std::chrono::milliseconds answer_time{30'000};    // For the peer to read an answer.
  std::chrono::milliseconds stream_silence{4'000};  // Without a pong: closed.
};

struct ServerOptions {
  std::string address = "127.0.0.1";
  std::uint16_t port = 8440;          // 0: any that is free.
  std::filesystem::path certificate;  // PEM, with its chain. Empty, as the key: no TLS.
  std::filesystem::path private_key;  // PEM.
  std::filesystem::path data_folder;  // Of users.json and sessions.json.
  std::string metrics_token;          // Empty: /metrics is for this machine only.
  std::string version;
  MoreFigures more_figures;  // May be empty.
  ServerLimits limits;
};

class Server {
 public:
  // `recovered` is the state that `engine` was made with. `io`, `engine`, `log` and `clock` outlive
  // the server; the engine calls nothing of it after it has been destroyed.
  Server(boost::asio::io_context& io, engine::Engine& engine, const eventlog::EventLog& log,
         core::State recovered, const Clock& clock, ServerOptions options);
  ~Server();  // As stop().
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  // Reads the accounts and the certificate, binds and listens. Throws std::runtime_error with one
  // clear line if it cannot.
  void start();

  // The port that is listened on. REQUIRES: started.
  [[nodiscard]] std::uint16_t port() const;

  // Closes everything and joins the threads. On the thread of the io_context, or when nothing runs
  // it any more. Commands under way are carried out, but not answered.
  void stop();

  // For Engine::Hooks::committed; any thread, does not block.
  void on_committed(std::shared_ptr<const engine::CommittedBatch> batch);

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace varde::api
