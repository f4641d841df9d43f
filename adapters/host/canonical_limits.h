// What a canonical signal may hold at most. Inside adapters/host only.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "broker/base/result.h"
#include "broker/core/signal.h"
#include "varde/v1/signal.pb.h"

namespace varde::adapters {

inline constexpr std::size_t kBootCharacters = 32;
inline constexpr std::size_t kUnitCharacters = 16;
inline constexpr std::size_t kTextCharacters = 512;
inline constexpr std::size_t kReasonBytes = 300;

// The first thing in `signal` that no device can mean; none if all is well. A clock that is wrong
// by decades is no such thing: the times are only told.
[[nodiscard]] std::optional<core::DecodeFailure> check_limits(const v1::Signal& signal);

// `signal` as the core has it; the failure of `check_limits` if there is one.
[[nodiscard]] Result<core::Signal, core::DecodeFailure> within_limits(const v1::Signal& signal);

// The number of characters in `text`; none if it is not UTF-8.
[[nodiscard]] std::optional<std::size_t> utf8_length(std::string_view text);

// `text` as one line of at most kReasonBytes: what is not printable ASCII becomes '?', since a
// library's message may quote the sender's bytes.
[[nodiscard]] std::string one_line(std::string_view text);

}  // namespace varde::adapters
