// SHA-256: of the log's chain, of snapshots, of what a file holds.
// Thread safety: pure functions.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "broker/base/hex.h"

namespace varde {

using Sha256 = std::array<std::uint8_t, 32>;

[[nodiscard]] Sha256 sha256(std::string_view bytes);

// The 32 bytes as they are, for storing.
[[nodiscard]] std::string bytes_of(const Sha256& hash);

// Lower-case hex, and back; none if `text` is not 64 hex digits.
[[nodiscard]] std::string hex(const Sha256& hash);
[[nodiscard]] std::optional<Sha256> sha256_from_hex(std::string_view text);

}  // namespace varde
