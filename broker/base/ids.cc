#include "broker/base/ids.h"

#include <algorithm>

namespace varde {

bool is_name(std::string_view text) {
  constexpr std::size_t kLongest = 64;
  const auto allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '_' || c == ':' || c == '-';
  };
  return !text.empty() && text.size() <= kLongest && std::ranges::all_of(text, allowed);
}

}  // namespace varde
