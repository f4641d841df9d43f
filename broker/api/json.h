// The messages of the API to and from JSON, as docs/reference/api.md says it.
// Thread safety: pure functions.
#pragma once

#include <google/protobuf/message.h>

#include <string>
#include <string_view>

#include "broker/base/fault.h"
#include "broker/base/result.h"

namespace varde::api {

// Deeper than any request of ours; deeper ones are refused before they are read.
inline constexpr std::size_t kDeepestJson = 8;

// Reads `text` into `out`, or says in one line what is wrong. Strict: standard JSON in valid UTF-8,
// an object, no field or enum value that the message does not have, no value of another type.
[[nodiscard]] Result<void, Fault> parse_json(std::string_view text, google::protobuf::Message& out);

// On one line, fields at their default value too.
[[nodiscard]] std::string to_json(const google::protobuf::Message& message);

}  // namespace varde::api
