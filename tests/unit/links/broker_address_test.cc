#include "broker/links/broker_address.h"

#include <catch2/catch.hpp>

namespace varde::links {

TEST_CASE("an address gives scheme, host and port, with the standard port left out", "[links]") {
  const auto [uri, expected, paho] = GENERATE(table<std::string, BrokerAddress, std::string>({
      {"mqtt://localhost", {false, "localhost", 1883}, "tcp://localhost:1883"},
      {"mqtt://10.0.0.7:1884", {false, "10.0.0.7", 1884}, "tcp://10.0.0.7:1884"},
      {"mqtts://mqtt.example.org", {true, "mqtt.example.org", 8883}, "ssl://mqtt.example.org:8883"},
      {"mqtts://[fd00::1]:9000", {true, "[fd00::1]", 9000}, "ssl://[fd00::1]:9000"},
  }));
  CAPTURE(uri);

  const auto address = parse_broker_address(uri);

  REQUIRE(address.has_value());
  CHECK(*address == expected);
  CHECK(paho_uri(*address) == paho);
}

TEST_CASE("what is no address of a broker is refused", "[links]") {
  const std::string uri =
      GENERATE("", "localhost", "localhost:1883", "http://localhost", "mqtt://", "mqtt://:1883",
               "mqtt://host:0", "mqtt://host:65536", "mqtt://host:port", "mqtt://host/topic",
               "mqtt://host?x=1", "mqtt://ho st", "tcp://host:1883");
  CAPTURE(uri);

  CHECK(parse_broker_address(uri).has_error());
}

TEST_CASE("a password in the address is refused and not repeated", "[links]") {
  const auto address = parse_broker_address("mqtt://varde:secret@host");

  REQUIRE(address.has_error());
  CHECK(address.error().find("secret") == std::string::npos);
}

}  // namespace varde::links
