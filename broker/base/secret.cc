#include "broker/base/secret.h"

#include <openssl/crypto.h>
#include <openssl/rand.h>

#include <stdexcept>

#include "broker/base/hex.h"

namespace varde {

void fill_random(std::span<std::uint8_t> bytes) {
  if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1) {
    throw std::runtime_error("the system gives no random numbers");
  }
}

std::string random_hex(std::size_t bytes) {
  std::string buffer(bytes, '\0');
  fill_random({reinterpret_cast<std::uint8_t*>(buffer.data()), buffer.size()});
  return hex(buffer);
}

bool equal_secrets(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace varde
