// Text that protobuf will read back.
//
// protobuf writes a `string` that is not UTF-8 and then refuses to read it: one bad byte from the
// field, and the log it stands in could never be read again. So whatever is written goes through
// here.
// Thread safety: pure functions.
#pragma once

#include <string>
#include <string_view>

namespace varde::wire {

// True if `text` is UTF-8: no overlong form, no surrogate, nothing above U+10FFFF.
[[nodiscard]] bool is_utf8(std::string_view text);

// `text` with U+FFFD in place of each byte that is not part of a UTF-8 character. Text that is
// UTF-8 comes back as it was.
[[nodiscard]] std::string to_utf8(std::string_view text);

}  // namespace varde::wire
