// One stream on a WebSocket, plain or TLS. Includes Beast: for .cc files of this folder only.
#pragma once

#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/ssl/ssl_stream.hpp>
#include <memory>

#include "broker/api/connections.h"
#include "broker/api/server.h"
#include "broker/api/stream_hub.h"

namespace varde::api {

using PlainStream = boost::beast::tcp_stream;
using TlsStream = boost::beast::ssl_stream<boost::beast::tcp_stream>;
using UpgradeRequest = boost::beast::http::request<boost::beast::http::string_body>;

// Accepts the upgrade and streams until either side ends. `request` was found good.
template <class Stream>
void start_stream(Stream stream, const UpgradeRequest& upgrade, StreamRequest request,
                  StreamHub& hub, const ServerLimits& limits,
                  std::unique_ptr<Connections::Ticket> ticket);

}  // namespace varde::api
