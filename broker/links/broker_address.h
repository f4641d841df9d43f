// Where an external MQTT broker listens.
// Thread safety: pure functions.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "broker/base/result.h"

namespace varde::links {

struct BrokerAddress {
  bool tls = false;
  std::string host;  // A name, an IPv4 address, or an IPv6 address in brackets.
  std::uint16_t port = 0;
  friend bool operator==(const BrokerAddress&, const BrokerAddress&) = default;
};

// Reads `mqtt://host[:1883]` or `mqtts://host[:8883]`. The error is one line that says what is
// wrong. User and password are refused here: they belong in their own options, out of every log.
[[nodiscard]] Result<BrokerAddress, std::string> parse_broker_address(std::string_view uri);

// As Paho writes it: `tcp://host:port` or `ssl://host:port`.
[[nodiscard]] std::string paho_uri(const BrokerAddress& address);

}  // namespace varde::links
