// A console without a screen: logs in and follows the stream, for measuring what an operator would
// see and when, and sends what an operator's clicks would send.
//
// Thread safety: construct, start, destroy and send on one thread; `on_alarm` and `on_message` are
// called on the client's own thread.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "varde/v1/api.pb.h"

namespace varde::cli {

struct ConsoleClientOptions {
  std::string host = "127.0.0.1";
  std::uint16_t port = 8440;
  std::string user;
  std::string password;
};

class ConsoleClient {
 public:
  using OnAlarm = std::function<void(const v1::AlarmView&)>;
  using OnMessage = std::function<void(const v1::StreamMessage&)>;

  // `on_alarm` is told each alarm of each snapshot and delta.
  ConsoleClient(ConsoleClientOptions options, OnAlarm on_alarm);
  // `on_message` is told each message of the stream, in order.
  ConsoleClient(ConsoleClientOptions options, OnMessage on_message);
  ~ConsoleClient();  // Closes the stream.
  ConsoleClient(const ConsoleClient&) = delete;
  ConsoleClient& operator=(const ConsoleClient&) = delete;

  // Logs in and opens the stream; answers when the first snapshot has come. Throws CannotError.
  // A stream that is lost later is opened again by itself, each second.
  void start();

  // Sends a request of the API as this log-in, such as "/api/v1/shift/begin" and a body of JSON
  // (empty: none), and answers the body of the answer. Throws CannotError where it is refused.
  // REQUIRES: start() has returned.
  std::string get(const std::string& path);
  std::string post(const std::string& path, const std::string& json = {});

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace varde::cli
