// The API as a function from request to answer: routes, checks, handlers. Knows no socket.
//
// Thread safety: one thread (the io_context's).
#pragma once

#include <variant>

#include "broker/api/call.h"
#include "broker/api/http_message.h"
#include "broker/api/stream_hub.h"

namespace varde::api {

class Api {
 public:
  explicit Api(Context& context) : context_(context) {}

  // Answers one request; later, if it takes a thread or the log.
  void handle(Request request, Respond respond);

  // A WebSocket upgrade: what is to be streamed, or why not.
  [[nodiscard]] std::variant<StreamRequest, Response> open_stream(Request request);

 private:
  // The checks that come before every handler: route, method, origin, body, log-in, role.
  [[nodiscard]] std::variant<Call, Response> admit(Request request, const Route*& route);

  Context& context_;
};

}  // namespace varde::api
