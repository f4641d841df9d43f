// Randomness and digests. From OpenSSL.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace varde::api {

// `bytes` random bytes as hex. Throws std::runtime_error if the system has no randomness to give.
[[nodiscard]] std::string random_hex(std::size_t bytes);

// In hex.
[[nodiscard]] std::string sha256_hex(std::string_view text);

// Compares in a time that tells nothing of where the two differ.
[[nodiscard]] bool equal_secrets(std::string_view a, std::string_view b);

}  // namespace varde::api
