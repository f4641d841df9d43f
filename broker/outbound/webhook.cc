#include "broker/outbound/webhook.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>
#include <chrono>

#include "broker/base/assert.h"
#include "broker/base/hex.h"
#include "broker/outbound/json_body.h"
#include "broker/outbound/secret_file.h"

namespace varde::outbound {
namespace {

std::string hmac_sha256(std::string_view key, std::string_view text) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> bytes{};
  unsigned int size = 0;
  const unsigned char* done =
      HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
           reinterpret_cast<const unsigned char*>(text.data()), text.size(), bytes.data(), &size);
  VARDE_ASSERT(done != nullptr);
  return {reinterpret_cast<const char*>(bytes.data()), size};
}

}  // namespace

std::string signature(std::string_view secret, std::string_view body, Instant now) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(now).time_since_epoch().count();
  const std::string time = std::to_string(seconds);
  std::string signed_text = time + ".";
  signed_text += body;
  return "t=" + time + ",v1=" + hex(hmac_sha256(secret, signed_text));
}

Result<Request, NotMade> make_request(const Receiver& receiver, const Webhook& how,
                                      const Told& told, Instant now) {
  auto secret = read_secret(how.secret_file);
  if (secret.has_error()) return secret.error();
  HttpRequest request;
  request.url = how.url;
  request.ca_file = how.ca_file;
  request.body = json_body(receiver, told);
  request.headers = {"Content-Type: application/json", "Idempotency-Key: " + told.key,
                     "Varde-Signature: " + signature(*secret, request.body, now)};
  return Request(std::move(request));
}

}  // namespace varde::outbound
