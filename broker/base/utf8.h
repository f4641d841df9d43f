// UTF-8 text, told from bytes that are none.
//
// What comes from the field says it is text and may not be. protobuf writes a `string` that is not
// UTF-8 and then refuses to read it: one bad byte, and the log it stands in could never be read
// again. So whatever is stored goes through here; what MQTT calls malformed is found here too.
// Thread safety: pure functions.
#pragma once

#include <string>
#include <string_view>

namespace varde {

// True if `text` is UTF-8: no overlong form, no surrogate, nothing above U+10FFFF.
[[nodiscard]] bool is_utf8(std::string_view text);

// `text` with U+FFFD in place of each byte that is not part of a UTF-8 character. Text that is
// UTF-8 comes back as it was.
[[nodiscard]] std::string to_utf8(std::string_view text);

}  // namespace varde
