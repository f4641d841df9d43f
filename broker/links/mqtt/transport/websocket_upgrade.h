// Who may open a WebSocket: the rules, without sockets. For .cc files of this folder and tests.
//
// Thread safety: pure functions.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace varde::links::mqtt {

constexpr std::size_t kLargestHead = 8 * 1024;  // Bytes of a request, its empty line included.

// What an HTTP request says about it; empty: nothing.
struct UpgradeRequest {
  std::string_view target;
  std::string_view host;
  std::string_view origin;
  std::string_view subprotocols;  // Separated by commas.
  std::string_view version;       // Of the WebSocket protocol.
  bool upgrade = false;           // GET in HTTP/1.1, and asks for a WebSocket.
  bool body = false;
};

// An HTTP status and one line that says why, both of static life.
struct Refusal {
  unsigned status = 0;
  std::string_view why;
};

// Why `request` may not have the WebSocket at `path`; none if it may. `loopback`: it came over this
// machine's own interface.
//
// A browser says in Origin whose page asks, and a page of somebody else must not speak to Varde
// with an operator's browser: it has to come from the host and port that it asks (Host). A name
// that its owner points at 127.0.0.1 would pass that; so over loopback a page loaded by plain http
// has to come from this machine by name or address. Pages loaded by https are behind a proxy here
// that proved the name.
[[nodiscard]] std::optional<Refusal> refusal_of(const UpgradeRequest& request,
                                                std::string_view path, bool loopback);

// The whole answer, after which the connection is closed.
[[nodiscard]] std::string answer_of(const Refusal& refusal);

}  // namespace varde::links::mqtt
