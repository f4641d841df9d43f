#include "broker/base/utf8.h"

#include <cstddef>
#include <cstdint>
#include <cstring>

namespace varde {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

// How a character may go on after its first byte (Unicode 15, table 3-7).
struct Sequence {
  std::size_t length;  // 0: no character begins so.
  std::uint8_t lowest_second;
  std::uint8_t highest_second;
};

constexpr Sequence sequence_after(std::uint8_t first) {
  if (first < 0x80) return {1, 0, 0};
  if (first < 0xC2) return {0, 0, 0};
  if (first < 0xE0) return {2, 0x80, 0xBF};
  if (first == 0xE0) return {3, 0xA0, 0xBF};
  if (first == 0xED) return {3, 0x80, 0x9F};
  if (first < 0xF0) return {3, 0x80, 0xBF};
  if (first == 0xF0) return {4, 0x90, 0xBF};
  if (first < 0xF4) return {4, 0x80, 0xBF};
  if (first == 0xF4) return {4, 0x80, 0x8F};
  return {0, 0, 0};
}

// The length of the character that `text` begins with; 0 if it begins with none.
std::size_t character_length(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(text[i]); };
  const Sequence sequence = sequence_after(byte(0));
  if (sequence.length <= 1) return sequence.length;
  if (text.size() < sequence.length) return 0;
  if (byte(1) < sequence.lowest_second || byte(1) > sequence.highest_second) return 0;
  for (std::size_t i = 2; i < sequence.length; ++i) {
    if (byte(i) < 0x80 || byte(i) > 0xBF) return 0;
  }
  return sequence.length;
}

// Eight characters of ASCII at once: nearly all text that passes here is nothing else.
std::size_t ascii_prefix(std::string_view text) {
  std::size_t at = 0;
  for (std::uint64_t eight = 0; text.size() - at >= sizeof eight; at += sizeof eight) {
    std::memcpy(&eight, text.data() + at, sizeof eight);
    if ((eight & 0x8080'8080'8080'8080U) != 0) break;
  }
  return at;
}

// How much of `text` is UTF-8 from its beginning.
std::size_t good_prefix(std::string_view text) {
  std::size_t at = ascii_prefix(text);
  while (at < text.size()) {
    const std::size_t length = character_length(text.substr(at));
    if (length == 0) break;
    at += length;
  }
  return at;
}

}  // namespace

bool is_utf8(std::string_view text) { return good_prefix(text) == text.size(); }

std::string to_utf8(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (true) {
    const std::size_t good = good_prefix(text);
    out.append(text.substr(0, good));
    if (good == text.size()) return out;
    out.append(kReplacement);
    text.remove_prefix(good + 1);
  }
}

}  // namespace varde
