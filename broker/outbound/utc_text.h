// Times as programs and people read them. Thread safety: pure functions.
#pragma once

#include <string>

#include "broker/base/instant.h"

namespace varde::outbound {

// "2026-01-01T02:03:04Z", for programs: whole seconds.
[[nodiscard]] std::string utc_text(Instant at);

// "01.01.2026 03:03", by the clock on the wall in Norway.
[[nodiscard]] std::string local_text(Instant at);

// "Thu, 01 Jan 2026 02:03:04 +0000", as e-mail writes it (RFC 5322, 3.3).
[[nodiscard]] std::string mail_date(Instant at);

}  // namespace varde::outbound
