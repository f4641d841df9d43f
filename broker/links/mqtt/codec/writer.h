// The fields that packets are made of, as bytes (MQTT 5.0 section 1.5): what Reader reads.
// Inside broker/links/mqtt. Thread safety: pure functions.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "broker/base/assert.h"
#include "broker/links/mqtt/codec/variable_integer.h"

namespace varde::links::mqtt {

inline constexpr std::size_t kLongestText = 65'535;  // Bytes, of binary data too.

inline void put_u8(std::string& out, unsigned value) { out.push_back(static_cast<char>(value)); }

inline void put_u16(std::string& out, std::uint16_t value) {
  const char bytes[] = {static_cast<char>(value >> 8U), static_cast<char>(value)};
  out.append(bytes, sizeof bytes);
}

inline void put_u32(std::string& out, std::uint32_t value) {
  put_u16(out, static_cast<std::uint16_t>(value >> 16U));
  put_u16(out, static_cast<std::uint16_t>(value));
}

// Text or binary data.
inline void put_bytes(std::string& out, std::string_view bytes) {
  VARDE_ASSERT(bytes.size() <= kLongestText);
  put_u16(out, static_cast<std::uint16_t>(bytes.size()));
  out.append(bytes);
}

// Sets the length of all that `out` holds from `begin` on before it. One byte stands there for it
// already; most lengths are below 128 and need no other.
inline void set_length(std::string& out, std::size_t begin) {
  const std::size_t length = out.size() - begin;
  VARDE_ASSERT(length <= kLargestVariableInteger);
  std::string digits;  // Of a length that needs no allocation.
  put_variable_integer(digits, static_cast<std::uint32_t>(length));
  out[begin - 1] = digits.front();
  if (digits.size() > 1) out.insert(begin, digits, 1);
}

// What `body` adds to `out`, with its length as a variable byte integer before it.
template <class Body>
void put_with_length(std::string& out, Body body) {
  out.push_back('\0');
  const std::size_t begin = out.size();
  body();
  set_length(out, begin);
}

}  // namespace varde::links::mqtt
