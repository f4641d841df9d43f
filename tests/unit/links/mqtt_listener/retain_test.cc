// Retained messages (sections 3.3.1.3, 3.8.3.1).
#include <catch2/catch.hpp>

#include "adapters/host/canonical_encode.h"
#include "adapters/host/canonical_topic.h"
#include "tests/unit/links/mqtt_listener/talk.h"

namespace varde::test {
namespace {

using namespace std::chrono_literals;
using Texts = std::vector<std::string>;

// What a new subscriber gets at once.
Texts kept(const ListenerBench& bench, const mqtt::Subscription& subscription = to("#")) {
  auto subscriber = bench.connected(hello("new"));
  subscribe(subscriber, {subscription});
  subscriber.send(Pingreq{});
  Texts payloads;
  for (auto packet = subscriber.receive(); packet; packet = subscriber.receive()) {
    if (std::holds_alternative<Pingresp>(*packet)) break;
    const auto& message = std::get<Publish>(*packet);
    CHECK(message.retain);  // [MQTT-3.3.1-8] of 3.1.1, [MQTT-3.3.1-9]
    payloads.push_back(message.payload);
  }
  subscriber.send(Disconnect{});
  CHECK(subscriber.is_closed());
  return payloads;
}

void store(RawMqttClient& publisher, const std::string& topic, const std::string& payload) {
  REQUIRE(publish_stored(publisher, retained(publish(topic, payload))) == Reason::Success);
}

TEST_CASE(
    "the newest retained message of a topic comes with a new subscription, also after a "
    "restart [MQTT-3.3.1-5] [MQTT-3.3.1-6]",
    "[listener]") {
  const auto what = GENERATE(&ListenerBench::restart, &ListenerBench::crash);
  ListenerBench bench(lab);
  auto publisher = bench.connected(hello("p"));
  store(publisher, "a/1", "old");
  store(publisher, "a/1", "one");
  store(publisher, "a/2", "two");
  CHECK(publish_stored(publisher, publish("a/1", "passing")) == Reason::Success);  // [3.3.1-8]

  CHECK(kept(bench) == Texts{"one", "two"});
  CHECK(kept(bench, to("a/2")) == Texts{"two"});
  CHECK(kept(bench, to("b/#")).empty());
  (bench.*what)();
  CHECK(kept(bench) == Texts{"one", "two"});
}

TEST_CASE(
    "of one client's retained messages the last is kept, though an urgent one was stored first",
    "[listener]") {
  ListenerBench bench(lab);
  auto publisher = bench.connected(hello("p"));
  const auto topic = adapters::signal_topic(device("button-1"), false);
  const auto payload = [](SignalKind kind, std::uint64_t sequence) {
    return adapters::encode_canonical(keyed(signal(kind), sequence), adapters::Form::Json);
  };
  bench.close_gate();
  for (std::uint64_t i = 1; i <= 1'000; ++i) {
    publisher.send(publish(topic, payload(SignalKind::Heartbeat, i)));
  }
  publisher.send(retained(publish(topic, payload(SignalKind::Heartbeat, 1'001))));
  publisher.send(retained(publish(topic, payload(SignalKind::HelpCall, 1'002))));
  CHECK(publisher.is_quiet());
  bench.open_gate();
  CHECK(publish_stored(publisher, publish(topic, payload(SignalKind::Heartbeat, 1'003))) ==
        Reason::Success);
  CHECK(publish_stored(publisher, publish("other", "")) == Reason::Success);

  CHECK(kept(bench) == Texts{payload(SignalKind::HelpCall, 1'002)});
  bench.restart();
  CHECK(kept(bench) == Texts{payload(SignalKind::HelpCall, 1'002)});
}

TEST_CASE(
    "an empty payload removes it, and is passed on like others "
    "[MQTT-3.3.1-6] [MQTT-3.3.1-7]",
    "[listener]") {
  const auto what = GENERATE(&ListenerBench::restart, &ListenerBench::crash);
  ListenerBench bench(lab);
  auto publisher = bench.connected(hello("p"));
  store(publisher, "a/1", "one");
  store(publisher, "a/2", "two");
  auto subscriber = bench.connected(hello("s"));
  subscribe(subscriber, {to("a/1")});
  CHECK(take(subscriber) == "one");

  store(publisher, "a/1", "");

  CHECK(take(subscriber).empty());
  CHECK(kept(bench) == Texts{"two"});
  (bench.*what)();
  CHECK(kept(bench) == Texts{"two"});
}

TEST_CASE(
    "a subscriber who is there gets it without RETAIN, unless it asked for it as published "
    "[MQTT-3.3.1-12] [MQTT-3.3.1-13]",
    "[listener]") {
  ListenerBench bench(lab);
  auto plain = bench.connected(hello("plain"));
  subscribe(plain, {to("a")});
  auto old = bench.connected(hello("old"), kV311);
  subscribe(old, {to("a")});
  auto exact = bench.connected(hello("exact"));
  auto as_published = to("a");
  as_published.retain_as_published = true;
  subscribe(exact, {as_published});
  auto publisher = bench.connected(hello("p"));

  publisher.send(retained(publish("a", "kept")));
  publisher.send(publish("a", "passing"));

  for (auto* client : {&plain, &old}) {
    CHECK_FALSE(client->expect<Publish>().retain);
    CHECK_FALSE(client->expect<Publish>().retain);
  }
  CHECK(exact.expect<Publish>().retain);
  CHECK_FALSE(exact.expect<Publish>().retain);
}

TEST_CASE(
    "retain handling: always, only if new, never "
    "[MQTT-3.3.1-9] [MQTT-3.3.1-10] [MQTT-3.3.1-11]",
    "[listener]") {
  ListenerBench bench(lab);
  auto client = bench.connected(hello("c"));
  store(client, "a", "kept");
  const auto subscribed = [&](mqtt::RetainHandling handling) {
    auto subscription = to("a");
    subscription.retain_handling = handling;
    subscribe(client, {subscription});
  };

  subscribed(mqtt::RetainHandling::DoNotSend);
  CHECK(client.is_quiet());
  subscribed(mqtt::RetainHandling::SendIfNew);
  CHECK(client.is_quiet());
  subscribed(mqtt::RetainHandling::Send);
  CHECK(client.expect<Publish>().payload == "kept");
  Unsubscribe packet;
  packet.packet_id = 1;
  packet.filters = {"a"};
  client.send(packet);
  CHECK(client.expect<Unsuback>().reasons == std::vector{Reason::Success});
  subscribed(mqtt::RetainHandling::SendIfNew);
  CHECK(client.expect<Publish>().payload == "kept");
}

TEST_CASE("MQTT 3.1.1 gets it with each SUBSCRIBE 3.1.1 [MQTT-3.8.4-3]", "[listener]") {
  ListenerBench bench(lab);
  auto client = bench.connected(hello("c"), kV311);
  store(client, "a", "kept");
  for (int i = 0; i < 2; ++i) {
    subscribe(client, {to("a")});
    CHECK(client.expect<Publish>().payload == "kept");
  }
}

TEST_CASE(
    "a retained message has the QoS of both, its properties and the subscription's "
    "identifier",
    "[listener]") {
  ListenerBench bench(lab);
  auto publisher = bench.connected(hello("p"));
  auto message = retained(publish("a", "kept"));
  message.properties.content_type = "text/plain";
  message.properties.user = {{"k", "v"}};
  message.properties.message_expiry_s = 100U;
  REQUIRE(publish_stored(publisher, message) == Reason::Success);
  bench.clock().pass(40s);
  auto client = bench.connected(lasting("c"));
  Subscribe packet;
  packet.packet_id = 1;
  packet.subscriptions = {to("a", Qos::ExactlyOnce)};
  packet.subscription_id = 5U;  // [MQTT-3.3.4-3]

  client.send(packet);

  CHECK(client.expect<Suback>().reasons == std::vector{Reason::GrantedQos2});
  const auto heard = client.expect<Publish>();
  CHECK(heard.qos == Qos::AtLeastOnce);
  CHECK(heard.properties.content_type == "text/plain");
  CHECK(heard.properties.user == message.properties.user);
  CHECK(heard.properties.message_expiry_s == 60U);
  CHECK(heard.properties.subscription_ids == std::vector{5U});

  // Unanswered, it is sent again like others, after a restart too.
  bench.restart();
  client = bench.connected(lasting("c"));
  CHECK(client.expect<Publish>().payload == "kept");
}

TEST_CASE("a retained message that has expired is gone, and what follows it stays", "[listener]") {
  ListenerBench bench(lab);
  auto publisher = bench.connected(hello("p"));
  auto message = retained(publish("a", "short"));
  message.properties.message_expiry_s = 10U;
  REQUIRE(publish_stored(publisher, message) == Reason::Success);
  store(publisher, "b", "stays");

  bench.clock().pass(10s);
  CHECK(kept(bench) == Texts{"stays"});
  CHECK(eventually([&] { return bench.counters().retained == 1; }));
  store(publisher, "a", "next");
  CHECK(kept(bench) == Texts{"next", "stays"});

  // The removal of the first must not meet the second on the disk.
  CHECK(publish_stored(publisher, publish("c", "")) == Reason::Success);
  bench.crash();
  CHECK(kept(bench) == Texts{"next", "stays"});
}

TEST_CASE("retained messages beyond the limit are refused: 0x97", "[listener]") {
  ListenerBench bench([](mqtt::ListenerOptions& options) {
    options.lab = true;
    options.limits.retained_messages = 1;
  });
  auto publisher = bench.connected(hello("p"));
  store(publisher, "a", "first");

  CHECK(publish_stored(publisher, retained(publish("b", "second"))) == Reason::QuotaExceeded);
  store(publisher, "a", "newer");
  CHECK(publish_stored(publisher, publish("b", "not retained")) == Reason::Success);

  CHECK(kept(bench) == Texts{"newer"});
  auto old = bench.connected(hello("old"), kV311);
  old.send(retained(publish("b", "third", Qos::AtLeastOnce, 1)));
  CHECK(old.is_closed());
}

TEST_CASE("a shared subscription gets no retained messages", "[listener]") {
  ListenerBench bench(lab);
  auto publisher = bench.connected(hello("p"));
  store(publisher, "a", "kept");

  CHECK(kept(bench, to("$share/g/a")).empty());
}

}  // namespace
}  // namespace varde::test
