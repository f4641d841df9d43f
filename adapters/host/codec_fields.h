// Fields of what a codec returned. Inside adapters/host only. Thread safety: pure functions.
#pragma once

#include <boost/json/value.hpp>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "adapters/host/codec_signals.h"
#include "broker/base/result.h"

namespace varde::adapters {

// Text that is well. (An implicit Result would not know whether text is the value or the fault.)
[[nodiscard]] inline Result<std::string, ResultFault> well(std::string text) {
  return {boost::system::in_place_value, std::move(text)};
}

// "place: what", in one line; `place` may be empty.
[[nodiscard]] ResultFault fault(std::string_view place, const std::string& what);

[[nodiscard]] Result<boost::json::value, ResultFault> parse_result(std::string_view text);

// The field `name`; null pointer if it is left out, or null.
[[nodiscard]] const boost::json::value* given(const boost::json::object& object,
                                              std::string_view name);

// A fault if `object` has a field that is none of `known`: a mistyped name must not lose a sequence
// number.
[[nodiscard]] std::optional<ResultFault> fault_of_names(
    const boost::json::object& object, std::initializer_list<std::string_view> known);

// The text of `name`; none if it is left out. A fault if it is something else than text.
[[nodiscard]] Result<std::optional<std::string>, ResultFault> text_in(
    const boost::json::object& object, std::string_view name);

// A whole number from 0 to `most`; none if it is left out.
[[nodiscard]] Result<std::optional<std::uint64_t>, ResultFault> number_up_to(
    std::uint64_t most, const boost::json::object& object, std::string_view name);

// The bytes of an array of numbers. A fault if it is something else, or longer than `most`.
[[nodiscard]] Result<std::string, ResultFault> bytes_in(const boost::json::value& value,
                                                        std::string_view name, std::size_t most);

// The bytes of hexadecimal text, in either case of letters. A fault if it is something else, or
// stands for more than `most` bytes.
[[nodiscard]] Result<std::string, ResultFault> hex_in(const boost::json::value& value,
                                                      std::string_view name, std::size_t most);

// The frame in `bytes`, `base64` or `hex`; none if none of them is there. A fault if two are.
[[nodiscard]] Result<std::optional<std::string>, ResultFault> frame_in(
    const boost::json::object& object);

// The vendor's name of a device. A fault if nothing can be called so.
[[nodiscard]] Result<std::string, ResultFault> address_in(const boost::json::object& object);

}  // namespace varde::adapters
