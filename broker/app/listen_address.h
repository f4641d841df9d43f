// Where the API and the MQTT listener listen.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace varde::app {

struct ListenAddress {
  std::string host;        // An IPv4 or IPv6 address, never a name.
  std::uint16_t port = 0;  // 0: any free port.

  [[nodiscard]] bool is_loopback() const;
  // "127.0.0.1:8440", "[::1]:8440".
  [[nodiscard]] std::string text() const;
  friend bool operator==(const ListenAddress&, const ListenAddress&) = default;
};

inline constexpr std::string_view kListenForm =
    "an address and a port, such as 127.0.0.1:8440, 0.0.0.0:8440 or [::1]:8440";

// None if `text` is not of kListenForm. "localhost" reads as 127.0.0.1.
[[nodiscard]] std::optional<ListenAddress> parse_listen_address(std::string_view text);

}  // namespace varde::app
