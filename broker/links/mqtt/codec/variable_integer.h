// Variable byte integers (MQTT 5.0 section 1.5.5): seven bits a byte, the lowest first.
// Inside broker/links/mqtt. Thread safety: pure functions.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace varde::links::mqtt {

inline constexpr std::uint32_t kLargestVariableInteger = 268'435'455;
inline constexpr std::size_t kLongestVariableInteger = 4;  // Bytes.

struct VariableInteger {
  enum class Form : std::uint8_t { Whole, Cut, TooLong };
  Form form = Form::Cut;
  std::uint32_t value = 0;
  std::size_t bytes = 0;
  std::uint8_t last = 0;

  // Of no more bytes than it takes. Only of a whole one.
  [[nodiscard]] bool shortest() const { return bytes == 1 || last != 0; }
};

// What `bytes` begins with.
[[nodiscard]] inline VariableInteger read_variable_integer(std::string_view bytes) {
  VariableInteger read;
  while (read.bytes < bytes.size()) {
    read.last = static_cast<std::uint8_t>(bytes[read.bytes]);
    read.value |= (read.last & 0x7FU) << (7 * read.bytes);
    read.bytes += 1;
    if (read.last < 0x80) {
      read.form = VariableInteger::Form::Whole;
      return read;
    }
    if (read.bytes == kLongestVariableInteger) {
      read.form = VariableInteger::Form::TooLong;
      return read;
    }
  }
  return read;
}

// Writes `value` in the fewest bytes. REQUIRES: at most kLargestVariableInteger.
inline void put_variable_integer(std::string& out, std::uint32_t value) {
  for (; value >= 0x80; value >>= 7U) out.push_back(static_cast<char>((value & 0x7FU) | 0x80U));
  out.push_back(static_cast<char>(value));
}

}  // namespace varde::links::mqtt
