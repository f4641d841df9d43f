// A request and its answer as plain values. Handlers and their tests see these and no HTTP library.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace varde::api {

// Header values are as they came, empty where there was none.
struct Request {
  std::string method;  // "GET", in capitals.
  std::string target;  // Path and query: "/api/v1/alarms/7?history=20".
  std::string body;
  std::string content_type;
  std::string origin;
  std::string host;
  std::string cookie;
  std::string authorization;
  std::string if_none_match;
  std::optional<std::string> idempotency_key;
  bool forwarded = false;  // A proxy passed it on, so `peer` is not who asks.
  std::string peer;        // Address, as counted_address() tells it.
  bool loopback = false;   // The peer is on this machine.
};

struct Response {
  unsigned status = 200;
  std::string content_type;
  std::string body;
  std::string_view static_body;  // Sent instead of `body` where set; lives as long as the program.
  std::vector<std::pair<std::string, std::string>> headers;  // Beside the usual ones.

  [[nodiscard]] std::string_view bytes() const {
    return static_body.data() != nullptr ? static_body : std::string_view(body);
  }
};

// Called exactly once, on the thread of the io_context.
using Respond = std::function<void(Response)>;

}  // namespace varde::api
