#include "broker/engine/server_tls.h"

#include <openssl/ssl.h>

#include <stdexcept>
#include <string>

namespace varde::engine {

boost::asio::ssl::context make_server_tls(const std::filesystem::path& certificate,
                                          const std::filesystem::path& private_key) {
  using boost::asio::ssl::context;
  const auto check = [](const boost::system::error_code& error, const std::string& what) {
    if (error) throw std::runtime_error(what + ": " + error.message());
  };
  context tls(context::tls_server);
  tls.set_options(context::default_workarounds | context::no_tlsv1 | context::no_tlsv1_1 |
                  context::no_compression);
  SSL_CTX_set_options(tls.native_handle(),
                      SSL_OP_NO_RENEGOTIATION | SSL_OP_CIPHER_SERVER_PREFERENCE);
  boost::system::error_code error;
  tls.use_certificate_chain_file(certificate.string(), error);
  check(error, "cannot use the certificate " + certificate.string());
  // OpenSSL would ask the terminal, and the program would hang where there is one.
  SSL_CTX_set_default_passwd_cb(tls.native_handle(), [](char*, int, int, void*) { return -1; });
  tls.use_private_key_file(private_key.string(), context::pem, error);
  check(error, "cannot use the private key " + private_key.string());
  if (SSL_CTX_check_private_key(tls.native_handle()) != 1) {
    throw std::runtime_error("the private key " + private_key.string() +
                             " is not that of the certificate " + certificate.string());
  }
  return tls;
}

}  // namespace varde::engine
