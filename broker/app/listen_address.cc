#include "broker/app/listen_address.h"

#include <arpa/inet.h>

#include <charconv>

namespace varde::app {
namespace {

bool is_address(int family, const std::string& host) {
  in6_addr ignored{};  // Large enough for both families.
  return inet_pton(family, host.c_str(), &ignored) == 1;
}

}  // namespace

bool ListenAddress::is_loopback() const {
  return host == "::1" || (host.starts_with("127.") && is_address(AF_INET, host));
}

std::string ListenAddress::text() const {
  const bool v6 = host.find(':') != std::string::npos;
  return (v6 ? "[" + host + "]" : host) + ":" + std::to_string(port);
}

std::optional<ListenAddress> parse_listen_address(std::string_view text) {
  const auto colon = text.rfind(':');
  if (colon == std::string_view::npos) return std::nullopt;
  ListenAddress address{std::string(text.substr(0, colon)), 0};
  const std::string_view digits = text.substr(colon + 1);
  const auto [end, error] =
      std::from_chars(digits.data(), digits.data() + digits.size(), address.port);
  if (error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
  if (address.host == "localhost") address.host = "127.0.0.1";
  if (is_address(AF_INET, address.host)) return address;
  if (!address.host.starts_with('[') || !address.host.ends_with(']')) return std::nullopt;
  address.host = address.host.substr(1, address.host.size() - 2);
  if (!is_address(AF_INET6, address.host)) return std::nullopt;
  return address;
}

}  // namespace varde::app
