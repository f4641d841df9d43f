// Bytes as people read them.
// Thread safety: pure functions.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace varde {

// Two lower-case digits a byte.
[[nodiscard]] std::string hex(std::string_view bytes);

// The bytes again; none if `digits` is not lower-case hex of whole bytes.
[[nodiscard]] std::optional<std::string> bytes_from_hex(std::string_view digits);

}  // namespace varde
