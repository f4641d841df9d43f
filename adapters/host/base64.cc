#include "adapters/host/base64.h"

#include <cstddef>
#include <cstdint>

namespace varde::adapters {
namespace {

std::optional<std::uint32_t> six_bits(char letter) {
  constexpr std::string_view kAlphabet =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  const std::size_t place = kAlphabet.find(letter);
  if (place == std::string_view::npos) return std::nullopt;
  return static_cast<std::uint32_t>(place);
}

}  // namespace

std::optional<std::string> bytes_from_base64(std::string_view text) {
  if (text.ends_with('=')) {
    if (text.size() % 4 != 0) return std::nullopt;
    text.remove_suffix(text.ends_with("==") ? 2 : 1);
  }
  if (text.size() % 4 == 1) return std::nullopt;
  std::string bytes;
  bytes.reserve(text.size() * 3 / 4);
  std::uint32_t bits = 0;
  unsigned held = 0;  // How many of `bits` are not written yet: 0, 2, 4 or 6 of them.
  for (const char letter : text) {
    const auto six = six_bits(letter);
    if (!six) return std::nullopt;
    bits = (bits << 6U | *six) & 0xFFFU;
    held += 6;
    if (held >= 8) {
      held -= 8;
      bytes += static_cast<char>(bits >> held & 0xFFU);
    }
  }
  if ((bits & ((1U << held) - 1)) != 0) return std::nullopt;
  return bytes;
}

}  // namespace varde::adapters
