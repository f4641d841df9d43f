#include "broker/api/password.h"

#include <argon2.h>

#include <array>
#include <cstdint>
#include <stdexcept>

#include "broker/base/secret.h"

namespace varde::api {
namespace {

// OWASP Password Storage Cheat Sheet: Argon2id with 19 MiB, 2 passes, 1 lane.
constexpr std::uint32_t kPasses = 2;
constexpr std::uint32_t kMemoryKib = 19 * 1024;
constexpr std::uint32_t kLanes = 1;

// RFC 9106, 3.1: a salt of 16 bytes is enough for passwords; a tag of 32 bytes.
constexpr std::size_t kSaltBytes = 16;
constexpr std::size_t kHashBytes = 32;

}  // namespace

std::string hash_password(const std::string& password) {
  std::array<unsigned char, kSaltBytes> salt{};
  fill_random(salt);
  std::string encoded(
      argon2_encodedlen(kPasses, kMemoryKib, kLanes, kSaltBytes, kHashBytes, Argon2_id), '\0');
  const int error =
      argon2id_hash_encoded(kPasses, kMemoryKib, kLanes, password.data(), password.size(),
                            salt.data(), salt.size(), kHashBytes, encoded.data(), encoded.size());
  if (error != ARGON2_OK) {
    throw std::runtime_error(std::string("cannot hash a password: ") + argon2_error_message(error));
  }
  encoded.resize(encoded.find('\0'));
  return encoded;
}

bool verify_password(const std::string& encoded, const std::string& password) {
  return argon2id_verify(encoded.c_str(), password.data(), password.size()) == ARGON2_OK;
}

bool verify_nobody(const std::string& password) {
  // Of the same cost as a real one; whose password it is does not matter.
  static const std::string kNobody =
      "$argon2id$v=19$m=19456,t=2,p=1$MDEyMzQ1Njc4OWFiY2RlZg$"
      "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY";
  static_cast<void>(verify_password(kNobody, password));
  return false;
}

}  // namespace varde::api
