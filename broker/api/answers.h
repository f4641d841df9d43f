// Answers that say yes, and numbers that came as text.
#pragma once

#include <google/protobuf/message.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "broker/api/call.h"

namespace varde::api {

[[nodiscard]] Response json_answer(std::string body);
[[nodiscard]] Response json_answer(const google::protobuf::Message& message);
[[nodiscard]] Response text_answer(unsigned status, std::string text);

// Decimal digits only; none if it is anything else or does not fit.
[[nodiscard]] std::optional<std::uint64_t> to_number(std::string_view text);

// The query's `name` as a number of 1 to `most`; `otherwise` if it is not there, none if it is
// something else.
[[nodiscard]] std::optional<std::size_t> count_of(const Call& call, std::string_view name,
                                                  std::size_t otherwise, std::size_t most);

}  // namespace varde::api
