// Random numbers that nobody can guess, and comparing what nobody may guess. From OpenSSL.
// Thread safety: call from any thread. Not for the core, which rolls no dice.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace varde {

// Both throw std::runtime_error if the system has no randomness to give.
void fill_random(std::span<std::uint8_t> bytes);
[[nodiscard]] std::string random_hex(std::size_t bytes);

// Compares in a time that tells nothing of where the two differ.
[[nodiscard]] bool equal_secrets(std::string_view a, std::string_view b);

}  // namespace varde
