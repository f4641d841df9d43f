// Passwords as argon2id hashes. Slow on purpose (about 20 ms and 19 MiB each): never on the thread
// of the io_context. Thread safety: pure functions.
#pragma once

#include <cstddef>
#include <string>

namespace varde::api {

// NIST SP 800-63B, 5.1.1.2: at least 8 characters, and at least 64 must be possible.
inline constexpr std::size_t kShortestPassword = 8;
inline constexpr std::size_t kLongestPassword = 256;  // Bytes.

// The encoded hash ("$argon2id$v=19$m=..."), with a random salt. Throws std::runtime_error if there
// is no memory or randomness for it.
[[nodiscard]] std::string hash_password(const std::string& password);

// False too where `encoded` is not a hash.
[[nodiscard]] bool verify_password(const std::string& encoded, const std::string& password);

// Takes as long as verifying does, for a user who does not exist. Always false.
[[nodiscard]] bool verify_nobody(const std::string& password);

}  // namespace varde::api
