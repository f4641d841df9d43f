// Addresses of e-mail. Thread safety: pure functions.
#pragma once

#include <string_view>

namespace varde::outbound {

// One mailbox, name@host, of printable ASCII without what has a meaning in a header or a command:
// spaces, quotation marks, brackets, commas, colons, semicolons, backslashes. At most 254 bytes.
[[nodiscard]] bool is_mailbox(std::string_view text);

}  // namespace varde::outbound
