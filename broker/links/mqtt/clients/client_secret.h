// The secrets that clients of the listener show as their MQTT password, and what is kept of them.
//
// A secret is 128 random bits, so no list of likely ones can be tried: one SHA-256 over salt and
// secret keeps it as well as a slow hash would, and 10,000 devices that come back at once are
// verified in hundredths of a second (bench/mqtt_clients_bench.cc).
// Thread safety: pure functions.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "broker/eventlog/sha256.h"

namespace varde::links::mqtt {

inline constexpr std::size_t kSecretBytes = 16;

// Of a secret's text. At least the 128 bits that the single hash relies on.
inline constexpr std::size_t kShortestSecret = 2 * kSecretBytes;
inline constexpr std::size_t kLongestSecret = 128;

struct SecretHash {
  std::array<std::uint8_t, 16> salt{};
  eventlog::Sha256 hash{};  // Of the salt's bytes and the secret's text.
  friend bool operator==(const SecretHash&, const SecretHash&) = default;
};

// 32 hex digits. Throws std::runtime_error if the system has no randomness to give.
[[nodiscard]] std::string make_secret();

// True for kShortestSecret to kLongestSecret hex digits, upper or lower case.
[[nodiscard]] bool is_secret(std::string_view text);

// With a new salt. Throws as make_secret.
[[nodiscard]] SecretHash hash_secret(std::string_view secret);

// Any bytes may be tried. Takes as long for a wrong secret as for the right one.
[[nodiscard]] bool verify_secret(const SecretHash& hash, std::string_view secret);

// Takes as long as verifying does, for a client that has no secret. Always false.
[[nodiscard]] bool verify_no_secret(std::string_view secret);

}  // namespace varde::links::mqtt
