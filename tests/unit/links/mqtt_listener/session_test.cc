// Sessions: what is kept of a client, for how long, and who gets it (sections 3.1.2.4, 4.1).
#include <catch2/catch.hpp>

#include "tests/unit/links/mqtt_listener/talk.h"

namespace varde::test {
namespace {

using namespace std::chrono_literals;

using Way = void (*)(ListenerBench&);

// How a broker can come back: not at all, in order, or after a crash.
Way any_way() {
  return GENERATE(
      as<Way>(), [](ListenerBench&) {}, [](ListenerBench& bench) { bench.restart(); },
      [](ListenerBench& bench) { bench.crash(); });
}

void leave(RawMqttClient& client) {
  client.send(Disconnect{});
  CHECK(client.is_closed());
}

TEST_CASE("a session with nobody connected keeps subscriptions and messages of QoS 1 and 2",
          "[listener]") {
  const auto version = GENERATE(kV5, kV311);
  const Way come_back = any_way();
  ListenerBench bench(lab);
  auto client = bench.client(version);
  CHECK_FALSE(client.connect(lasting("c")).session_present);  // [MQTT-3.2.2-3]
  subscribe(client, {to("a/#")});
  leave(client);
  auto publisher = bench.connected(hello("p"));
  publisher.send(publish("a/b", "0"));
  CHECK(publish_stored(publisher, publish("a/b", "1")) == Reason::Success);
  publisher.send(publish("a/b", "2", Qos::ExactlyOnce, 2));
  CHECK(publisher.expect<Ack>() == ack(AckKind::Pubrec, 2));

  come_back(bench);

  auto again = bench.client(version);
  CHECK(again.connect(lasting("c")).session_present);  // [MQTT-3.1.2-5], [MQTT-3.2.2-2]
  CHECK(take(again) == "1");
  const auto second = again.expect<Publish>();
  CHECK(second.payload == "2");
  CHECK(second.qos == Qos::ExactlyOnce);
  CHECK_FALSE(second.dup);
  CHECK(again.is_quiet());

  auto now = bench.connected(hello("p2"));
  CHECK(publish_stored(now, publish("a/b", "now")) == Reason::Success);
  CHECK(take(again) == "now");
}

TEST_CASE("a clean start forgets the session [MQTT-3.1.2-4]", "[listener]") {
  const auto version = GENERATE(kV5, kV311);
  const Way come_back = any_way();
  ListenerBench bench(lab);
  auto client = bench.connected(lasting("c"), version);
  subscribe(client, {to("a/#")});
  leave(client);
  auto publisher = bench.connected(hello("p"));
  CHECK(publish_stored(publisher, publish("a/b", "1")) == Reason::Success);

  auto clean = bench.client(version);
  CHECK_FALSE(clean.connect(hello("c")).session_present);
  leave(clean);
  come_back(bench);

  auto again = bench.client(version);
  CHECK_FALSE(again.connect(lasting("c")).session_present);
  CHECK(again.is_quiet());
}

TEST_CASE("a session that is not to last ends with its connection", "[listener]") {
  const auto version = GENERATE(kV5, kV311);
  ListenerBench bench(lab);
  auto client = bench.connected(hello("c"), version);
  subscribe(client, {to("a/#")});
  client.hang_up();
  CHECK(eventually([&] { return bench.counters().sessions == 0; }));

  auto again = bench.client(version);

  CHECK_FALSE(again.connect(lasting("c")).session_present);
}

TEST_CASE("a session that is not to last is not there after a restart", "[listener]") {
  ListenerBench bench(lab);
  auto client = bench.connected(hello("c"));
  subscribe(client, {to("a/#")});

  bench.crash();

  auto again = bench.client();
  Connect connect = lasting("c");
  CHECK_FALSE(again.connect(connect).session_present);
}

TEST_CASE("a session ends its expiry interval after its connection [MQTT-3.1.2-23]", "[listener]") {
  const bool restarted = GENERATE(false, true);
  ListenerBench bench(lab);
  Connect connect = lasting("c");
  connect.session_expiry_s = 100;
  auto client = bench.connected(connect);
  leave(client);

  bench.clock().pass(99s);
  if (restarted) bench.restart();
  auto again = bench.client();
  CHECK(again.connect(connect).session_present);
  leave(again);

  bench.clock().pass(100s);
  CHECK(eventually([&] { return bench.counters().sessions == 0; }));
  if (restarted) bench.restart();
  auto late = bench.client();
  CHECK_FALSE(late.connect(connect).session_present);
}

TEST_CASE("DISCONNECT may change when the session ends", "[listener]") {
  ListenerBench bench(lab);
  auto client = bench.connected(lasting("c"));
  Disconnect shorter;
  shorter.session_expiry_s = 10U;
  client.send(shorter);
  CHECK(client.is_closed());
  bench.clock().pass(10s);
  CHECK(eventually([&] { return bench.counters().sessions == 0; }));

  auto other = bench.connected(lasting("d"));
  Disconnect at_once;
  at_once.session_expiry_s = 0U;
  other.send(at_once);
  CHECK(other.is_closed());
  CHECK(eventually([&] { return bench.counters().sessions == 0; }));
  bench.crash();
  auto again = bench.client();
  CHECK_FALSE(again.connect(lasting("d")).session_present);
}

TEST_CASE("DISCONNECT may not make a session last that was to end with its connection",
          "[listener]") {
  ListenerBench bench(lab);
  auto client = bench.connected(hello("c"));
  Disconnect longer;
  longer.session_expiry_s = 10U;

  client.send(longer);

  CHECK(client.expect<Disconnect>().reason == Reason::ProtocolError);
  CHECK(client.is_closed());
}

TEST_CASE("no session lasts longer than the broker allows, and MQTT 5 is told so", "[listener]") {
  ListenerBench bench([](mqtt::ListenerOptions& options) {
    options.lab = true;
    options.limits.session_expiry_s = 100;
  });
  Connect connect = lasting("c");
  connect.session_expiry_s = 0xFFFFFFFF;
  auto client = bench.client();
  CHECK(client.connect(connect).session_expiry_s == 100U);
  auto old = bench.connected(lasting("old"), kV311);
  leave(client);
  leave(old);

  bench.clock().pass(100s);

  CHECK(eventually([&] { return bench.counters().sessions == 0; }));
}

TEST_CASE("a second connection takes the session over: the first is told 0x8E [MQTT-3.1.4-3]",
          "[listener]") {
  ListenerBench bench(lab);
  auto first = bench.connected(lasting("c"));
  subscribe(first, {to("a/#")});
  auto publisher = bench.connected(hello("p"));
  CHECK(publish_stored(publisher, publish("a/b", "unanswered")) == Reason::Success);
  CHECK(first.expect<Publish>().payload == "unanswered");

  auto second = bench.client();
  CHECK(second.connect(lasting("c")).session_present);

  CHECK(first.expect<Disconnect>().reason == Reason::SessionTakenOver);
  CHECK(first.is_closed());
  const auto again = second.expect<Publish>();
  CHECK(again.payload == "unanswered");
  CHECK(again.dup);
}

TEST_CASE(
    "a second connection of MQTT 3.1.1 takes over: the first is closed "
    "3.1.1 [MQTT-3.1.4-2]",
    "[listener]") {
  ListenerBench bench(lab);
  auto first = bench.connected(lasting("c"), kV311);

  auto second = bench.client(kV311);

  CHECK(second.connect(lasting("c")).session_present);
  CHECK(first.is_closed());
}

TEST_CASE("a session that is not to last is taken over as a new one", "[listener]") {
  ListenerBench bench(lab);
  auto first = bench.connected(hello("c"));
  subscribe(first, {to("a/#")});

  Connect connect = lasting("c");
  auto second = bench.client();
  CHECK_FALSE(second.connect(connect).session_present);

  CHECK(first.expect<Disconnect>().reason == Reason::SessionTakenOver);
  CHECK(publish_stored(second, publish("a/b", "not heard")) == Reason::Success);
  CHECK(second.is_quiet());
}

TEST_CASE("a client identifier belongs to a client name: nobody takes over another's session",
          "[listener]") {
  ListenerBench bench({}, small_clients());
  auto button = bench.connected(named("nordlia/button-1", lasting("the same")));
  auto leak = bench.client();

  CHECK_FALSE(leak.connect(named("nordlia/leak-1", lasting("the same"))).session_present);

  CHECK(button.is_quiet());
  CHECK(leak.is_quiet());
  auto again = bench.client();
  CHECK(again.connect(named("nordlia/button-1", lasting("the same"))).session_present);
  CHECK(button.expect<Disconnect>().reason == Reason::SessionTakenOver);
  CHECK(leak.is_quiet());
}

TEST_CASE("a full queue takes no more, and is told by a counter; the rest is delivered",
          "[listener]") {
  ListenerBench bench([](mqtt::ListenerOptions& options) {
    options.lab = true;
    options.limits.queue.messages = 3;
  });
  auto client = bench.connected(lasting("c"));
  subscribe(client, {to("a/#")});
  leave(client);
  auto publisher = bench.connected(hello("p"));
  for (const char* payload : {"1", "2", "3", "4", "5"}) {
    CHECK(publish_stored(publisher, publish("a/b", payload)) == Reason::Success);
  }

  CHECK(eventually([&] { return bench.counters().dropped == 2; }));
  auto again = bench.connected(lasting("c"));
  for (const char* payload : {"1", "2", "3"}) CHECK(take(again) == payload);
  CHECK(again.is_quiet());
}

TEST_CASE("what has expired makes room in a full queue", "[listener]") {
  ListenerBench bench([](mqtt::ListenerOptions& options) {
    options.lab = true;
    options.limits.queue.messages = 2;
  });
  auto client = bench.connected(lasting("c"));
  subscribe(client, {to("a/#")});
  leave(client);
  auto publisher = bench.connected(hello("p"));
  auto short_lived = publish("a/b", "old");
  short_lived.properties.message_expiry_s = 5U;
  for (int i = 0; i < 2; ++i) CHECK(publish_stored(publisher, short_lived) == Reason::Success);

  bench.clock().pass(5s);
  CHECK(publish_stored(publisher, publish("a/b", "new")) == Reason::Success);
  bench.restart();

  auto again = bench.connected(lasting("c"));
  CHECK(take(again) == "new");
  CHECK(again.is_quiet());
}

TEST_CASE("beyond the limit no new session is made: 0x97, in MQTT 3.1.1 return code 3",
          "[listener]") {
  ListenerBench bench([](mqtt::ListenerOptions& options) {
    options.lab = true;
    options.limits.sessions = 2;
  });
  auto waits = bench.connected(lasting("waits"));
  leave(waits);
  auto here = bench.connected(hello("here"));

  auto refused = bench.client();
  CHECK(refused.connect(hello("one too many")).reason == Reason::QuotaExceeded);
  CHECK(refused.is_closed());
  auto old = bench.client(kV311);
  CHECK(old.connect(hello("one too many")).reason == Reason::ServerUnavailable);

  auto again = bench.client();
  CHECK(again.connect(lasting("waits")).session_present);
}

}  // namespace
}  // namespace varde::test
