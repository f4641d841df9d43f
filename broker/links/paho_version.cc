#include "broker/links/paho_version.h"

#include <MQTTAsync.h>

#include <array>
#include <charconv>

namespace varde::links {

bool acknowledges_after_callback(std::string_view paho_c_version) {
  std::array<int, 3> parts{};
  const char* at = paho_c_version.data();
  const char* const end = at + paho_c_version.size();
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (i > 0 && (at == end || *at++ != '.')) return false;
    const auto [next, error] = std::from_chars(at, end, parts[i]);
    if (error != std::errc() || parts[i] < 0) return false;
    at = next;
  }
  return parts >= std::array<int, 3>{1, 3, 10};
}

std::string paho_c_version() {
  for (const auto* info = MQTTAsync_getVersionInfo(); info->name != nullptr; ++info) {
    if (std::string_view(info->name) == "Version") return info->value;
  }
  return {};
}

}  // namespace varde::links
