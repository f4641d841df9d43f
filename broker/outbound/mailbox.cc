#include "broker/outbound/mailbox.h"

#include <algorithm>

namespace varde::outbound {
namespace {

constexpr std::size_t kMailboxBytes = 254;  // RFC 5321, 4.5.3.1.3, without the angle brackets.

bool is_printable_ascii(char c) {
  return static_cast<unsigned char>(c) >= 0x20 && static_cast<unsigned char>(c) < 0x7f;
}

}  // namespace

bool is_mailbox(std::string_view text) {
  constexpr std::string_view kSpecial = " \"<>()[],:;\\";
  if (text.size() > kMailboxBytes || text.find_first_of(kSpecial) != std::string_view::npos) {
    return false;
  }
  const std::size_t at = text.find('@');
  return std::ranges::all_of(text, is_printable_ascii) && at != 0 && at != std::string_view::npos &&
         at + 1 < text.size() && at == text.rfind('@');
}

}  // namespace varde::outbound
