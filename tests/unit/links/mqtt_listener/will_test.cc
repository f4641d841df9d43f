// Wills (section 3.1.2.5 of both standards).
#include <catch2/catch.hpp>

#include "tests/unit/links/mqtt_listener/talk.h"

namespace varde::test {
namespace {

using namespace std::chrono_literals;

mqtt::Will will(const std::string& payload = "gone", std::uint32_t delay_s = 0) {
  mqtt::Will made;
  made.topic = "wills/c";
  made.payload = payload;
  made.delay_s = delay_s;
  return made;
}

Connect with_will(Connect connect, mqtt::Will its_will = will()) {
  connect.will = std::move(its_will);
  return connect;
}

// Somebody who hears all wills. A message of their own is the mark up to which they have.
struct Witness {
  explicit Witness(const ListenerBench& bench) : client(bench.connected(hello("witness"))) {
    subscribe(client, {to("wills/#", Qos::AtMostOnce)});
  }
  [[nodiscard]] std::string hears() { return client.expect<Publish>().payload; }
  [[nodiscard]] bool hears_nothing() {
    client.send(publish("wills/mark", "mark"));
    return hears() == "mark";
  }
  RawMqttClient client;
};

TEST_CASE("the will of a client that vanishes is published [MQTT-3.1.2-8]", "[listener]") {
  const auto [version, vanish] = GENERATE(table<Version, void (*)(RawMqttClient&)>({
      {kV5, [](RawMqttClient& client) { client.hang_up(); }},
      {kV311, [](RawMqttClient& client) { client.hang_up(); }},
      {kV5, [](RawMqttClient& client) { client.reset(); }},
      {kV5, [](RawMqttClient& client) { client.send(Connack{}); }},
      {kV311, [](RawMqttClient& client) { client.send(Connack{}); }},
      {kV311, [](RawMqttClient& client) { client.send_bytes("\xFF"); }},
  }));
  ListenerBench bench(lab);
  Witness witness(bench);
  auto client = bench.connected(with_will(hello("c")), version);

  vanish(client);

  CHECK(witness.hears() == "gone");
  CHECK(witness.hears_nothing());
}

TEST_CASE("the will of a client that falls silent is published", "[listener]") {
  ListenerBench bench(lab);
  Witness witness(bench);
  Connect connect = with_will(hello("c"));
  connect.keep_alive_s = 1;
  auto client = bench.connected(connect);

  CHECK(witness.hears() == "gone");
  CHECK(client.expect<Disconnect>().reason == Reason::KeepAliveTimeout);
}

TEST_CASE("DISCONNECT takes the will back [MQTT-3.14.4-3]", "[listener]") {
  const auto version = GENERATE(kV5, kV311);
  const auto connect = GENERATE(hello("c"), lasting("c"));
  ListenerBench bench(lab);
  Witness witness(bench);
  auto client = bench.connected(with_will(connect), version);

  client.send(Disconnect{});
  CHECK(client.is_closed());
  CHECK(witness.hears_nothing());

  // Nor after a crash, and the time that a client would have had to come back.
  CHECK(publish_stored(witness.client, publish("other", "")) == Reason::Success);
  bench.crash();
  Witness later(bench);
  bench.clock().pass(31 * 24h);
  CHECK(eventually([&] { return bench.counters().sessions == 1; }));
  CHECK(later.hears_nothing());
}

TEST_CASE("DISCONNECT with 0x04 leaves the will standing, and so does one with an error",
          "[listener]") {
  const auto reason = GENERATE(Reason::DisconnectWithWill, Reason::UnspecifiedError);
  ListenerBench bench(lab);
  Witness witness(bench);
  auto client = bench.connected(with_will(hello("c")));
  Disconnect disconnect;
  disconnect.reason = reason;

  client.send(disconnect);

  CHECK(witness.hears() == "gone");
}

TEST_CASE(
    "a will with a delay waits, and is forgotten when its client comes back "
    "[MQTT-3.1.3-9]",
    "[listener]") {
  ListenerBench bench(lab);
  Witness witness(bench);
  auto client = bench.connected(with_will(lasting("c"), will("first", 30)));
  client.hang_up();
  CHECK(eventually([&] { return bench.counters().connected == 1; }));
  bench.clock().pass(29s);
  CHECK(witness.hears_nothing());

  client = bench.connected(with_will(lasting("c"), will("second", 30)));
  bench.clock().pass(1h);
  CHECK(witness.hears_nothing());

  client.hang_up();
  CHECK(eventually([&] { return bench.counters().connected == 1; }));
  bench.clock().pass(30s);
  CHECK(witness.hears() == "second");
}

TEST_CASE("a will does not wait longer than its session", "[listener]") {
  ListenerBench bench(lab);
  Witness witness(bench);
  Connect connect = with_will(lasting("c"), will("gone", 3'000));
  connect.session_expiry_s = 10;
  auto client = bench.connected(connect);
  client.hang_up();
  CHECK(eventually([&] { return bench.counters().connected == 1; }));
  CHECK(witness.hears_nothing());

  bench.clock().pass(10s);

  CHECK(witness.hears() == "gone");
}

TEST_CASE("a clean start ends the session, and with it the wait of its will", "[listener]") {
  ListenerBench bench(lab);
  Witness witness(bench);
  auto client = bench.connected(with_will(lasting("c"), will("gone", 3'000)));
  client.hang_up();
  CHECK(eventually([&] { return bench.counters().connected == 1; }));

  auto clean = bench.connected(hello("c"));

  CHECK(witness.hears() == "gone");
}

TEST_CASE("who is taken over leaves a will, unless it has a delay", "[listener]") {
  ListenerBench bench(lab);
  Witness witness(bench);
  auto first = bench.connected(with_will(lasting("c"), will("at once")));
  auto second = bench.connected(with_will(lasting("c"), will("later", 30)));
  CHECK(witness.hears() == "at once");

  auto third = bench.connected(lasting("c"));

  bench.clock().pass(1h);
  CHECK(witness.hears_nothing());
}

TEST_CASE("a will is published as it was given [MQTT-3.1.2-14] [MQTT-3.1.2-15]", "[listener]") {
  const bool restarted = GENERATE(false, true);
  ListenerBench bench(lab);
  mqtt::Will given = will();
  given.qos = Qos::AtLeastOnce;
  given.retain = true;
  given.properties.payload_format = std::uint8_t{1};
  given.properties.content_type = "text/plain";
  given.properties.response_topic = "answers";
  given.properties.correlation_data = "data";
  given.properties.user = {{"b", "1"}, {"a", "2"}};  // [MQTT-3.1.3-10]
  given.properties.message_expiry_s = 100U;
  auto client = bench.connected(with_will(hello("c"), given));
  if (restarted) {
    bench.crash();
    bench.clock().pass(60s);
    CHECK(eventually([&] { return bench.counters().retained == 1; }));
  } else {
    client.hang_up();
    CHECK(eventually([&] { return bench.counters().retained == 1; }));
  }

  auto subscriber = bench.connected(hello("s"));
  subscribe(subscriber, {to("wills/#")});
  const auto heard = subscriber.expect<Publish>();

  CHECK(heard.qos == Qos::AtLeastOnce);
  CHECK(heard.retain);
  CHECK(heard.topic == given.topic);
  CHECK(heard.payload == given.payload);
  CHECK(heard.properties == given.properties);
}

TEST_CASE("a will is a message like others: it is in the log", "[listener]") {
  ListenerBench bench({}, small_clients());
  mqtt::Will call = will("not what a button says");
  call.topic = "varde/v1/nordlia/button-1/signal";
  auto client = bench.connected(with_will(named("nordlia/button-1", hello("")), call));

  client.hang_up();

  CHECK(eventually([&] {
    return bench.stored_payloads() == std::vector<std::string>{"not what a button says"};
  }));
}

TEST_CASE("a will that its client may not publish is refused with the connection", "[listener]") {
  ListenerBench bench({}, small_clients());
  const auto refused = [&](mqtt::Will its_will) {
    auto client = bench.client();
    const auto reason =
        client.connect(with_will(named("nordlia/button-1", hello("")), std::move(its_will))).reason;
    CHECK(client.is_closed());
    return reason;
  };

  mqtt::Will elsewhere = will();
  elsewhere.topic = "varde/v1/nordlia/leak-1/signal";
  CHECK(refused(elsewhere) == Reason::NotAuthorized);

  mqtt::Will no_text = will("\xFF");
  no_text.topic = "varde/v1/nordlia/button-1/signal";
  no_text.properties.payload_format = std::uint8_t{1};
  CHECK(refused(no_text) == Reason::PayloadFormatInvalid);
}

TEST_CASE("the wills of clients that a restart cut off wait, and those who come back have none",
          "[listener]") {
  const auto what = GENERATE(&ListenerBench::restart, &ListenerBench::crash);
  ListenerBench bench(lab);
  auto stays = bench.connected(with_will(lasting("stays"), will("of stays")));
  auto clean = bench.connected(with_will(hello("clean"), will("of clean")));
  auto goes = bench.connected(with_will(hello("goes"), will("of goes")));

  (bench.*what)();
  Witness witness(bench);
  stays = bench.connected(lasting("stays"));
  clean = bench.connected(hello("clean"));
  bench.clock().pass(59s);
  CHECK(witness.hears_nothing());

  bench.clock().pass(1s);

  CHECK(witness.hears() == "of goes");
  CHECK(witness.hears_nothing());
}

TEST_CASE("a session that a clean start has ended is not brought back by the wait of its will",
          "[listener]") {
  ListenerBench bench(lab);
  auto client = bench.connected(with_will(lasting("c"), will("gone", 3'000)));
  subscribe(client, {to("a")});
  client.hang_up();
  CHECK(eventually([&] { return bench.counters().connected == 0; }));
  auto clean = bench.connected(hello("c"));

  bench.crash();

  auto again = bench.client();
  CHECK_FALSE(again.connect(lasting("c")).session_present);
}

TEST_CASE("a will is not lost if the broker crashes before it is on disk", "[listener]") {
  const auto connect = GENERATE(hello("c"), lasting("c"));
  ListenerBench bench(lab);
  auto client = bench.connected(with_will(connect));
  bench.close_gate();
  client.hang_up();
  REQUIRE(bench.something_waits());

  bench.crash();
  Witness witness(bench);
  bench.clock().pass(60s);

  CHECK(witness.hears() == "gone");
}

}  // namespace
}  // namespace varde::test
