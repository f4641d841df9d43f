#include "broker/links/mqtt/transport/tls_context.h"

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <boost/asio/ssl/error.hpp>
#include <stdexcept>
#include <string>
#include <string_view>

#include "broker/engine/server_tls.h"

namespace varde::links::mqtt {
namespace {

[[noreturn]] void cannot_use(const std::filesystem::path& client_ca) {
  const boost::system::error_code cause(static_cast<int>(ERR_get_error()),
                                        boost::asio::error::get_ssl_category());
  throw std::runtime_error("cannot use the clients' certification authority " + client_ca.string() +
                           ": " + cause.message());
}

void believe(SSL_CTX* tls, const ServerTls& options) {
  const std::string file = options.client_ca.string();
  ERR_clear_error();
  if (SSL_CTX_load_verify_file(tls, file.c_str()) != 1) cannot_use(options.client_ca);
  // Told to the client, which may have several certificates.
  STACK_OF(X509_NAME)* names = SSL_load_client_CA_file(file.c_str());
  if (names == nullptr) cannot_use(options.client_ca);
  SSL_CTX_set_client_CA_list(tls, names);
  SSL_CTX_set_verify(
      tls, SSL_VERIFY_PEER | (options.require_certificate ? SSL_VERIFY_FAIL_IF_NO_PEER_CERT : 0),
      nullptr);
}

}  // namespace

std::unique_ptr<boost::asio::ssl::context> make_tls_context(const ServerTls& options) {
  if (options.require_certificate && options.client_ca.empty()) {
    throw std::runtime_error(
        "client certificates are required, but no certification authority is named for them");
  }
  auto tls = std::make_unique<boost::asio::ssl::context>(
      engine::make_server_tls(options.certificate, options.key));
  SSL_CTX* const handle = tls->native_handle();
  SSL_CTX_set_session_cache_mode(handle, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_num_tickets(handle, 1);  // A device has one connection.
  // Without a name a session with a client certificate cannot be resumed.
  constexpr std::string_view kSessions = "varde-mqtt";
  SSL_CTX_set_session_id_context(handle, reinterpret_cast<const unsigned char*>(kSessions.data()),
                                 static_cast<unsigned>(kSessions.size()));
  if (!options.client_ca.empty()) believe(handle, options);
  return tls;
}

}  // namespace varde::links::mqtt
