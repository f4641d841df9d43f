#include "tests/support/authority.h"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>

#include <cstdint>
#include <cstdio>
#include <stdexcept>

namespace varde::test {
namespace {

struct Free {
  void operator()(X509* certificate) const { X509_free(certificate); }
  void operator()(X509_EXTENSION* extension) const { X509_EXTENSION_free(extension); }
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
  void operator()(std::FILE* file) const { std::fclose(file); }
};
using Certificate = std::unique_ptr<X509, Free>;
using Key = std::unique_ptr<EVP_PKEY, Free>;

void check(bool good, const std::string& what) {
  if (!good) throw std::runtime_error("OpenSSL cannot " + what);
}

Key make_key() {
  Key key(EVP_EC_gen("P-256"));
  check(key != nullptr, "make a key");
  return key;
}

std::uint32_t roll_dice() {
  std::uint32_t number = 0;
  check(RAND_bytes(reinterpret_cast<unsigned char*>(&number), sizeof number) == 1, "roll dice");
  return number;
}

// A certificate of `key` that is not signed yet; its issuer is itself.
Certificate make_certificate(const Key& key, std::string_view common_name) {
  constexpr long kDay = 24 * 60 * 60;
  Certificate made(X509_new());
  check(made != nullptr, "make a certificate");
  check(X509_set_version(made.get(), X509_VERSION_3) == 1 &&
            ASN1_INTEGER_set_uint64(X509_get_serialNumber(made.get()), roll_dice() + 1ULL) == 1 &&
            X509_gmtime_adj(X509_getm_notBefore(made.get()), -kDay) != nullptr &&
            X509_gmtime_adj(X509_getm_notAfter(made.get()), 2 * kDay) != nullptr &&
            X509_set_pubkey(made.get(), key.get()) == 1,
        "fill in a certificate");
  X509_NAME* subject = X509_get_subject_name(made.get());
  if (!common_name.empty()) {
    check(X509_NAME_add_entry_by_NID(subject, NID_commonName, MBSTRING_UTF8,
                                     reinterpret_cast<const unsigned char*>(common_name.data()),
                                     static_cast<int>(common_name.size()), -1, 0) == 1,
          "name a certificate");
  }
  check(X509_set_issuer_name(made.get(), subject) == 1, "name an issuer");
  return made;
}

void extend(const Certificate& certificate, int what, const char* value) {
  const std::unique_ptr<X509_EXTENSION, Free> extension(
      X509V3_EXT_conf_nid(nullptr, nullptr, what, value));
  check(extension != nullptr && X509_add_ext(certificate.get(), extension.get(), -1) == 1,
        std::string("add the extension ") + value);
}

void sign(const Certificate& certificate, const Key& key) {
  check(X509_sign(certificate.get(), key.get(), EVP_sha256()) > 0, "sign");
}

std::unique_ptr<std::FILE, Free> to_write(const std::string& file) {
  std::unique_ptr<std::FILE, Free> out(std::fopen(file.c_str(), "w"));
  if (out == nullptr) throw std::runtime_error("cannot write " + file);
  return out;
}

void write(const std::string& file, const Certificate& certificate) {
  check(PEM_write_X509(to_write(file).get(), certificate.get()) == 1, "write " + file);
}

void write(const std::string& file, const Key& key) {
  check(PEM_write_PrivateKey(to_write(file).get(), key.get(), nullptr, nullptr, 0, nullptr,
                             nullptr) == 1,
        "write " + file);
}

}  // namespace

struct Authority::Own {
  void sign_other(const Certificate& other) const {
    check(X509_set_issuer_name(other.get(), X509_get_subject_name(certificate.get())) == 1,
          "name an issuer");
    sign(other, key);
  }

  Key key = make_key();
  // No two are called the same, as authorities in the world are not.
  Certificate certificate =
      make_certificate(key, "Varde test authority " + std::to_string(roll_dice()));
};

Authority::Authority() : own_(std::make_unique<Own>()) {
  extend(own_->certificate, NID_basic_constraints, "critical,CA:TRUE");
  extend(own_->certificate, NID_key_usage, "critical,keyCertSign");
  sign(own_->certificate, own_->key);
  write(file("ca.crt"), own_->certificate);

  const Key key = make_key();
  const Certificate server = make_certificate(key, "localhost");
  extend(server, NID_subject_alt_name, "DNS:localhost");
  own_->sign_other(server);
  write(file("server.crt"), server);
  write(file("server.key"), key);

  issue_client("client", "varde");
}

Authority::~Authority() = default;

void Authority::issue_client(const std::string& name, std::string_view common_name) {
  const Key key = make_key();
  const Certificate client = make_certificate(key, common_name);
  extend(client, NID_ext_key_usage, "clientAuth");
  own_->sign_other(client);
  write(file(name + ".crt"), client);
  write(file(name + ".key"), key);
}

}  // namespace varde::test
