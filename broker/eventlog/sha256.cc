#include "broker/eventlog/sha256.h"

#include <openssl/evp.h>

#include <cstddef>

#include "broker/base/assert.h"

namespace varde::eventlog {
namespace {

constexpr std::string_view kDigits = "0123456789abcdef";

}  // namespace

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

std::string hex(std::string_view bytes) {
  std::string out;
  out.reserve(bytes.size() * 2);
  for (const char c : bytes) {
    const auto byte = static_cast<std::uint8_t>(c);
    out += kDigits[byte >> 4];
    out += kDigits[byte & 0xF];
  }
  return out;
}

std::string hex(const Sha256& hash) { return hex(bytes_of(hash)); }

std::optional<Sha256> sha256_from_hex(std::string_view text) {
  Sha256 out{};
  if (text.size() != out.size() * 2) return std::nullopt;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const std::size_t digit = kDigits.find(text[i]);
    if (digit == std::string_view::npos) return std::nullopt;
    const auto high = static_cast<std::size_t>(out[i / 2]) << 4;
    out[i / 2] = static_cast<std::uint8_t>(high | digit);
  }
  return out;
}

}  // namespace varde::eventlog
