#include "broker/links/mqtt/clients/client_secret.h"

#include <algorithm>

#include "broker/base/secret.h"

namespace varde::links::mqtt {
namespace {

std::string_view text_of(const eventlog::Sha256& hash) {
  return {reinterpret_cast<const char*>(hash.data()), hash.size()};
}

eventlog::Sha256 salted(const SecretHash& kept, std::string_view secret) {
  std::string bytes(kept.salt.begin(), kept.salt.end());
  bytes += secret;
  return eventlog::sha256(bytes);
}

bool is_hex_digit(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

}  // namespace

std::string make_secret() { return random_hex(kSecretBytes); }

bool is_secret(std::string_view text) {
  return text.size() >= kShortestSecret && text.size() <= kLongestSecret &&
         std::ranges::all_of(text, is_hex_digit);
}

SecretHash hash_secret(std::string_view secret) {
  SecretHash made;
  fill_random(made.salt);
  made.hash = salted(made, secret);
  return made;
}

bool verify_secret(const SecretHash& hash, std::string_view secret) {
  // 64 KiB of password cost no more than the longest secret.
  const eventlog::Sha256 shown = salted(hash, secret.substr(0, kLongestSecret));
  return equal_secrets(text_of(shown), text_of(hash.hash)) && secret.size() <= kLongestSecret;
}

bool verify_no_secret(std::string_view secret) {
  static constexpr SecretHash kNobody{};
  static_cast<void>(verify_secret(kNobody, secret));
  return false;
}

}  // namespace varde::links::mqtt
