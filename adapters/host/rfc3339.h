// Times as text. Thread safety: pure functions.
#pragma once

#include <optional>
#include <string>

#include "broker/base/instant.h"

namespace varde::adapters {

// `text` as RFC 3339 writes a time ("2026-03-01T12:00:00.5+01:00"); none if it is none, or not in
// the years 1 to 9999. What is finer than a microsecond is cut.
[[nodiscard]] std::optional<Instant> parse_rfc3339(const std::string& text);

// In UTC, with as many digits behind the second as it takes: "2026-03-01T12:00:00.500Z".
[[nodiscard]] std::string to_rfc3339(Instant instant);

}  // namespace varde::adapters
