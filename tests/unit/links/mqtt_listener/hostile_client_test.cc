// Clients that want to do harm: each costs a bounded amount, and the others go on.
#include <catch2/catch.hpp>

#include "tests/unit/links/mqtt_listener/talk.h"

namespace varde::test {
namespace {

using namespace std::chrono_literals;

// A bench with an honest client beside the hostile ones.
struct Attacked {
  explicit Attacked(const std::function<void(mqtt::ListenerLimits&)>& change = {})
      : bench([change](mqtt::ListenerOptions& options) {
          options.lab = true;
          if (change) change(options.limits);
        }) {}
  [[nodiscard]] bool goes_on() {
    return publish_stored(honest, publish("honest", "payload")) == Reason::Success;
  }
  ListenerBench bench;
  RawMqttClient honest = bench.connected(hello("honest"));
};

std::string user_properties(std::size_t count) {
  std::string bytes;
  for (std::size_t i = 0; i < count; ++i) bytes += std::string("\x26\0\1k\0\1v", 7);
  return bytes;
}

std::string variable_integer(std::size_t value) {
  std::string bytes;
  do {
    bytes += static_cast<char>((value % 128) | (value >= 128 ? 128U : 0U));
    value /= 128;
  } while (value > 0);
  return bytes;
}

TEST_CASE("beyond the connections that are allowed one more is closed at once", "[listener]") {
  Attacked attacked([](mqtt::ListenerLimits& limits) { limits.connections = 3; });
  auto second = attacked.bench.connected(hello("2"));
  auto third = attacked.bench.connected(hello("3"));

  auto fourth = attacked.bench.client();
  CHECK(fourth.is_closed());
  CHECK(attacked.bench.counters().over_limit == 1);
  CHECK(attacked.goes_on());

  third.hang_up();
  CHECK(eventually(
      [&] { return attacked.bench.client().connect(hello("5")).reason == Reason::Success; }));
}

TEST_CASE("who does not connect makes room for who does: the oldest goes first", "[listener]") {
  Attacked attacked([](mqtt::ListenerLimits& limits) { limits.connections = 6; });
  auto first = attacked.bench.client();
  auto second = attacked.bench.client();
  auto third = attacked.bench.client();

  auto client = attacked.bench.client();
  CHECK(first.is_closed());
  CHECK(client.connect(hello("c")).reason == Reason::Success);
  CHECK(second.connect(hello("2")).reason == Reason::Success);
  CHECK(attacked.goes_on());
}

TEST_CASE("a thousand connections that say nothing keep nobody out", "[listener]") {
  Attacked attacked([](mqtt::ListenerLimits& limits) { limits.connections = 100; });
  std::vector<RawMqttClient> silent;
  for (int i = 0; i < 1'000; ++i) silent.push_back(attacked.bench.client());

  CHECK(attacked.bench.client().connect(hello("c")).reason == Reason::Success);
  CHECK(attacked.goes_on());
}

TEST_CASE("a CONNECT has its time, however slowly it comes", "[listener]") {
  Attacked attacked([](mqtt::ListenerLimits& limits) { limits.connect_time = 100ms; });
  auto silent = attacked.bench.client();
  auto slow = attacked.bench.client();
  slow.send_bytes("\x10");

  CHECK(silent.is_closed());
  CHECK(slow.is_closed());
  CHECK(attacked.goes_on());
}

TEST_CASE("a length of 256 MB is refused when it is known, and reserves nothing", "[listener]") {
  Attacked attacked;
  auto client = attacked.bench.client();
  client.send_bytes("\x10\xFF\xFF\xFF\x7F");
  CHECK(client.is_closed());

  auto known = attacked.bench.connected(hello("c"));
  known.send_bytes("\x30\xFF\xFF\xFF\x7F");
  CHECK(known.expect<Disconnect>().reason == Reason::PacketTooLarge);
  CHECK(known.is_closed());
  CHECK(attacked.goes_on());
}

TEST_CASE("10,000 user properties are refused", "[listener]") {
  Attacked attacked;
  const std::string properties = user_properties(10'000);

  const std::string connect_body = std::string("\0\4MQTT\5\2\0\0", 10) +
                                   variable_integer(properties.size()) + properties +
                                   std::string("\0\1c", 3);
  auto client = attacked.bench.client();
  client.send_bytes("\x10" + variable_integer(connect_body.size()) + connect_body);
  CHECK(client.expect<Connack>().reason == Reason::QuotaExceeded);
  CHECK(client.is_closed());

  const std::string publish_body =
      std::string("\0\1t", 3) + variable_integer(properties.size()) + properties;
  auto known = attacked.bench.connected(hello("c"));
  known.send_bytes("\x30" + variable_integer(publish_body.size()) + publish_body);
  CHECK(known.expect<Disconnect>().reason == Reason::QuotaExceeded);
  CHECK(known.is_closed());
  CHECK(attacked.goes_on());
}

TEST_CASE("a subscriber that reads nothing holds up nobody, and is given up", "[listener]") {
  Attacked attacked([](mqtt::ListenerLimits& limits) {
    limits.backlog_bytes = 64 * 1024;
    limits.slowest_reader = 200ms;
  });
  RawMqttClient deaf(attacked.bench.port(), kV5, 4 * 1024);
  deaf.connect(hello("deaf"));
  subscribe(deaf, {to("#", Qos::AtMostOnce)});
  auto hears = attacked.bench.connected(hello("hears"));
  subscribe(hears, {to("a", Qos::AtMostOnce)});

  // More than the sockets on the way hold.
  const std::string payload(64 * 1024, 'x');
  for (int i = 0; i < 400; ++i) {
    attacked.honest.send(publish("a", payload));
    REQUIRE(hears.expect<Publish>().payload == payload);
  }

  CHECK(attacked.bench.counters().dropped > 0);
  CHECK(eventually([&] { return attacked.bench.counters().connected == 2; }));
  CHECK(attacked.goes_on());
}

TEST_CASE("who asks and never reads the answers is read no more, and given up", "[listener]") {
  Attacked attacked([](mqtt::ListenerLimits& limits) {
    limits.backlog_bytes = 64 * 1024;
    limits.slowest_reader = 200ms;
  });
  RawMqttClient deaf(attacked.bench.port(), kV5, 4 * 1024);
  deaf.connect(hello("deaf"));
  std::string pings;
  for (int i = 0; i < 32 * 1024; ++i) pings += std::string("\xC0\0", 2);

  bool given_up = false;
  for (int i = 0; i < 10'000 && !given_up; ++i) {
    try {
      deaf.send_bytes(pings);
    } catch (const std::runtime_error&) {
      given_up = true;
    }
  }

  CHECK(given_up);
  CHECK(attacked.goes_on());
}

TEST_CASE("messages of QoS 1 wait for a slow reader, up to its queue, and come in order",
          "[listener]") {
  Attacked attacked([](mqtt::ListenerLimits& limits) { limits.backlog_bytes = 64 * 1024; });
  RawMqttClient slow(attacked.bench.port(), kV5, 4 * 1024);
  slow.connect(hello("slow"));
  subscribe(slow, {to("a")});
  for (int i = 0; i < 200; ++i) {
    REQUIRE(publish_stored(attacked.honest,
                           publish("a", std::to_string(i) + std::string(32 * 1024, 'x'))) ==
            Reason::Success);
  }

  for (int i = 0; i < 200; ++i) {
    const auto packet = slow.expect<Publish>();
    REQUIRE(packet.payload.starts_with(std::to_string(i) + "x"));
    slow.send(ack(AckKind::Puback, packet.packet_id));
  }
  CHECK(attacked.bench.counters().dropped == 0);
}

TEST_CASE("any bytes at all end in a closed connection", "[listener]") {
  Attacked attacked;
  for (const std::string& bytes : {std::string(64, '\0'), std::string("GET / HTTP/1.1\r\n\r\n"),
                                   std::string("\x16\x03\x01\x02"),
                                   std::string("\x10\x02\xFF\xFF", 4), std::string(64, '\xFF')}) {
    auto client = attacked.bench.client();
    client.send_bytes(bytes);
    try {
      while (client.receive()) {
      }
    } catch (const std::runtime_error&) {  // No MQTT either.
    }
    SUCCEED();
  }
  CHECK(attacked.goes_on());
}

}  // namespace
}  // namespace varde::test
