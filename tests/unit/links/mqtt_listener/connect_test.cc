// CONNECT and CONNACK (MQTT 5.0 and 3.1.1, sections 3.1 and 3.2).
#include <catch2/catch.hpp>

#include "tests/unit/links/mqtt_listener/talk.h"

namespace varde::test {
namespace {

TEST_CASE("a first packet that is no CONNECT closes the connection [MQTT-3.1.0-1]", "[listener]") {
  const auto version = GENERATE(kV5, kV311);
  ListenerBench bench(lab);
  auto client = bench.client(version);

  client.send(Pingreq{});

  CHECK(client.is_closed());
}

TEST_CASE("a second CONNECT ends the connection [MQTT-3.1.0-2]", "[listener]") {
  ListenerBench bench(lab);
  auto client = bench.connected(hello("c"));

  client.send(hello("c"));

  CHECK(client.expect<Disconnect>().reason == Reason::ProtocolError);
  CHECK(client.is_closed());

  auto old = bench.connected(hello("old"), kV311);
  Connect again = hello("old");
  again.version = kV311;
  old.send(again);
  CHECK(old.is_closed());
}

TEST_CASE("a version that is not spoken is told so [MQTT-3.1.2-2]", "[listener]") {
  ListenerBench bench(lab);
  auto client = bench.client(kV311);

  client.send_bytes(std::string("\x10\x0d\0\4MQTT\3\2\0\0\0\1c", 15));

  CHECK(client.expect<Connack>().reason == Reason::UnsupportedProtocolVersion);
  CHECK(client.is_closed());
}

}  // namespace
}  // namespace varde::test
