// What the listener shows its clients, and whom it believes.
#pragma once

#include <boost/asio/ssl/context.hpp>
#include <filesystem>
#include <memory>

namespace varde::links::mqtt {

struct ServerTls {
  std::filesystem::path certificate;  // PEM; its chain behind it.
  std::filesystem::path key;          // PEM, without a password.
  std::filesystem::path client_ca;    // PEM, one or more; empty: clients are asked for none.
  bool require_certificate = false;   // Of each client; otherwise it may show one.
};

// TLS 1.2 and newer as in engine::make_server_tls. A client certificate that `client_ca` did not
// sign ends the handshake, required or not. Sessions are resumed by tickets only, so that what
// 10,000 clients left behind costs nothing; a resumed session keeps its certificate. Throws
// std::runtime_error with one line that names the file and the cause.
[[nodiscard]] std::unique_ptr<boost::asio::ssl::context> make_tls_context(const ServerTls& options);

}  // namespace varde::links::mqtt
