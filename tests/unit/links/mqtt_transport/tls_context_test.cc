#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>

#include <catch2/catch.hpp>
#include <fstream>
#include <stdexcept>

#include "broker/links/mqtt/transport/tls_context.h"
#include "tests/support/authority.h"

namespace varde::links::mqtt {
namespace {

ServerTls good(const test::Authority& authority) {
  return {authority.file("server.crt"), authority.file("server.key"), authority.file("ca.crt"),
          true};
}

std::string fault_of(const ServerTls& options) {
  try {
    static_cast<void>(make_tls_context(options));
  } catch (const std::runtime_error& fault) {
    return fault.what();
  }
  return "none";
}

void write(const std::string& file, const std::string& text) { std::ofstream(file) << text; }

// A new private key behind a password.
void write_locked_key(const std::string& file) {
  EVP_PKEY* key = EVP_EC_gen("P-256");
  BIO* out = BIO_new_file(file.c_str(), "w");
  const std::string password = "secret";
  const int written = PEM_write_bio_PrivateKey(
      out, key, EVP_aes_256_cbc(), reinterpret_cast<const unsigned char*>(password.data()),
      static_cast<int>(password.size()), nullptr, nullptr);
  BIO_free(out);
  EVP_PKEY_free(key);
  REQUIRE(written == 1);
}

}  // namespace

TEST_CASE("a TLS context speaks 1.2 and newer, with the server's ciphers and tickets only",
          "[transport][tls]") {
  const test::Authority authority;

  const auto tls = make_tls_context(good(authority));

  SSL_CTX* const handle = tls->native_handle();
  const auto options = SSL_CTX_get_options(handle);
  CHECK((options & SSL_OP_NO_TLSv1) != 0);
  CHECK((options & SSL_OP_NO_TLSv1_1) != 0);
  CHECK((options & SSL_OP_NO_RENEGOTIATION) != 0);
  CHECK((options & SSL_OP_NO_COMPRESSION) != 0);
  CHECK((options & SSL_OP_CIPHER_SERVER_PREFERENCE) != 0);
  CHECK((options & SSL_OP_NO_TICKET) == 0);
  CHECK(SSL_CTX_get_session_cache_mode(handle) == SSL_SESS_CACHE_OFF);
}

TEST_CASE("a TLS file that cannot be used is named in one line", "[transport][tls]") {
  test::Authority authority;
  ServerTls options = good(authority);
  std::string culprit = authority.file("culprit.pem");
  SECTION("no certificate") { options.certificate = culprit; }
  SECTION("no key") { options.key = culprit; }
  SECTION("no certification authority") { options.client_ca = culprit; }
  SECTION("a certificate that is none") {
    write(culprit, "no certificate\n");
    options.certificate = culprit;
  }
  SECTION("a key that is none") {
    write(culprit, "no key\n");
    options.key = culprit;
  }
  SECTION("a certification authority that is none") {
    write(culprit, "");
    options.client_ca = culprit;
  }
  SECTION("another's key") {
    culprit = authority.file("client.key");
    options.key = culprit;
  }
  SECTION("a key with a password, for which nobody is asked") {
    write_locked_key(culprit);
    options.key = culprit;
  }

  const std::string fault = fault_of(options);

  INFO(fault);
  CHECK(fault.find(culprit) != std::string::npos);
  CHECK(fault.find('\n') == std::string::npos);
}

TEST_CASE("client certificates cannot be required without saying whose", "[transport][tls]") {
  const test::Authority authority;
  ServerTls options = good(authority);
  options.client_ca.clear();

  CHECK(fault_of(options) != "none");

  options.require_certificate = false;
  CHECK(fault_of(options) == "none");
}

}  // namespace varde::links::mqtt
