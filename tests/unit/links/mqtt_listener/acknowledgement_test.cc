// PUBACK and PUBREC mean "on disk", and nothing else does.
#include <catch2/catch.hpp>

#include "tests/unit/links/mqtt_listener/talk.h"

namespace varde::test {
namespace {

TEST_CASE("PUBACK comes when the message is on disk, not before", "[listener]") {
  const auto version = GENERATE(kV5, kV311);
  ListenerBench bench(lab);
  auto client = bench.connected(hello("c"), version);
  bench.close_gate();

  client.send(publish("a/b", "payload", Qos::AtLeastOnce, 7));
  REQUIRE(bench.something_waits());
  CHECK(client.is_quiet());

  bench.open_gate();
  CHECK(client.expect<Ack>() == ack(AckKind::Puback, 7));
  CHECK(bench.stored_payloads() == std::vector<std::string>{"payload"});
}

TEST_CASE("PUBREC comes when the message is on disk, not before", "[listener]") {
  const auto version = GENERATE(kV5, kV311);
  ListenerBench bench(lab);
  auto client = bench.connected(hello("c"), version);
  bench.close_gate();

  client.send(publish("a/b", "payload", Qos::ExactlyOnce, 7));
  REQUIRE(bench.something_waits());
  CHECK(client.is_quiet());

  bench.open_gate();
  CHECK(client.expect<Ack>() == ack(AckKind::Pubrec, 7));
  CHECK(bench.stored_payloads() == std::vector<std::string>{"payload"});
}

}  // namespace
}  // namespace varde::test
