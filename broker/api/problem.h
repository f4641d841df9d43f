// Answers that say no: application/problem+json (RFC 7807).
#pragma once

#include <string>
#include <string_view>

#include "broker/api/http_message.h"
#include "broker/core/refusal.h"

namespace varde::api {

// `detail` is one line for the person or program that asked; empty where the title says it all.
[[nodiscard]] Response problem(unsigned status, std::string_view detail = {});

// 429 or 503: try again after so many seconds.
[[nodiscard]] Response try_again(unsigned status, unsigned retry_after_s, std::string_view detail);

// The core refused. `owner`: who has the alarm, where that is the reason.
[[nodiscard]] Response problem(core::Refusal refusal, std::string_view owner = {});

// The status that a refusal is answered with, and its meaning in one line.
// docs/reference/refusals.md says the same.
[[nodiscard]] unsigned status_of(core::Refusal refusal);
[[nodiscard]] std::string_view meaning_of(core::Refusal refusal);

// The reason phrase of an HTTP status that we use.
[[nodiscard]] std::string_view reason_of(unsigned status);

}  // namespace varde::api
