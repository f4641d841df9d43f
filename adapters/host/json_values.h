// What the adapters read out of JSON and write into it. Inside adapters/host only.
// Thread safety: pure functions.
#pragma once

#include <boost/json/value.hpp>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "adapters/host/state_rule.h"
#include "broker/base/result.h"

namespace varde::adapters {

struct JsonMistake {
  std::string reason;  // One line.
};

// `text` as one JSON value that nests at most `depth` levels.
[[nodiscard]] Result<boost::json::value, JsonMistake> parse_json_value(std::string_view text,
                                                                       std::size_t depth);

// None for an object or an array.
[[nodiscard]] std::optional<Scalar> scalar_in(const boost::json::value& value);

// A whole number from 0 on, or a string of its digits. Exact, unlike a Scalar.
[[nodiscard]] std::optional<std::uint64_t> whole_number_in(const boost::json::value& value);

// `value` as people and small devices write JSON: 1.5, where Boost would write 1.5E0. A number that
// is too large for a double is null, as in JavaScript.
[[nodiscard]] std::string to_json_text(const boost::json::value& value);

}  // namespace varde::adapters
