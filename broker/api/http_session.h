// One HTTP connection, plain or TLS: reads a request, has it answered, and so on; a WebSocket
// upgrade hands the connection over to a stream. Includes Beast: for .cc files of this folder only.
#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <memory>

#include "broker/api/api.h"
#include "broker/api/connections.h"
#include "broker/api/server.h"

namespace varde::api {

// What all connections of a server share. Outlives them.
struct Endpoint {
  Api& api;
  StreamHub& hub;
  const ServerLimits& limits;
  boost::asio::ssl::context* tls = nullptr;  // None: plain.
};

void start_http(const Endpoint& endpoint, boost::asio::ip::tcp::socket socket,
                std::unique_ptr<Connections::Ticket> ticket);

}  // namespace varde::api
