// Bytes in JSON. Inside adapters/host only. Thread safety: pure functions.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace varde::adapters {

// The bytes that `text` writes in base64 (RFC 4648, the alphabet with + and /; padded or not). None
// if it is something else: another letter, a length that cannot be, bits behind the last byte.
[[nodiscard]] std::optional<std::string> bytes_from_base64(std::string_view text);

}  // namespace varde::adapters
