// A fault's reason, as it may be stored and shown.
#pragma once

#include <string>
#include <string_view>

namespace varde::adapters {

// The first line of `text` as UTF-8 without control characters, at most kLargestCodecReason bytes;
// a script wrote it.
[[nodiscard]] std::string to_reason(std::string_view text);

}  // namespace varde::adapters
