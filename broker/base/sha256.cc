#include "broker/base/sha256.h"

#include <openssl/evp.h>

#include <algorithm>

#include "broker/base/assert.h"

namespace varde {

Sha256 sha256(std::string_view bytes) {
  // Looked up once: EVP_sha256() would be fetched from its provider on each call (OpenSSL 3).
  static const EVP_MD* const kAlgorithm = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  Sha256 out{};
  unsigned int size = 0;
  const int done = EVP_Digest(bytes.data(), bytes.size(), out.data(), &size, kAlgorithm, nullptr);
  VARDE_ASSERT(done == 1 && size == out.size());
  return out;
}

std::string bytes_of(const Sha256& hash) { return {hash.begin(), hash.end()}; }

std::string hex(const Sha256& hash) { return hex(bytes_of(hash)); }

std::optional<Sha256> sha256_from_hex(std::string_view text) {
  Sha256 out{};
  const auto bytes = bytes_from_hex(text);
  if (!bytes || bytes->size() != out.size()) return std::nullopt;
  std::ranges::copy(*bytes, out.begin());
  return out;
}

}  // namespace varde
