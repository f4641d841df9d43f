// A console without a screen: logs in and follows the stream, for measuring what an operator would
// see and when.
//
// Thread safety: construct, start and destroy on one thread; `on_alarm` is called on the client's
// own thread.
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

  // `on_alarm` is told each alarm of each snapshot and delta.
  ConsoleClient(ConsoleClientOptions options, OnAlarm on_alarm);
  ~ConsoleClient();  // Closes the stream.
  ConsoleClient(const ConsoleClient&) = delete;
  ConsoleClient& operator=(const ConsoleClient&) = delete;

  // Logs in and opens the stream; answers when the first snapshot has come. Throws CannotError.
  // A stream that is lost later is opened again by itself, each second.
  void start();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace varde::cli
