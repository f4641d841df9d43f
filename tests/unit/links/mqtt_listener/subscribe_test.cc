// SUBSCRIBE and UNSUBSCRIBE, and what they do (sections 3.8 to 3.11, 4.8).
#include <catch2/catch.hpp>

#include "tests/unit/links/mqtt_listener/talk.h"

namespace varde::test {
namespace {

using Reasons = std::vector<Reason>;
using Ids = std::vector<std::uint32_t>;

std::vector<Reason> unsubscribe(RawMqttClient& client, std::vector<std::string> filters) {
  Unsubscribe packet;
  packet.packet_id = 0xB5B;
  packet.filters = std::move(filters);
  client.send(packet);
  const auto answer = client.expect<Unsuback>();
  CHECK(answer.packet_id == 0xB5B);
  return answer.reasons;
}

void subscribe_with_id(RawMqttClient& client, const mqtt::Subscription& subscription,
                       std::uint32_t id) {
  Subscribe packet;
  packet.packet_id = 1;
  packet.subscriptions = {subscription};
  packet.subscription_id = id;
  client.send(packet);
  CHECK_FALSE(is_error(client.expect<Suback>().reasons.at(0)));
}

TEST_CASE("SUBACK answers each filter in its place [MQTT-3.8.4-2] [MQTT-3.8.4-5] [MQTT-3.9.3-1]",
          "[listener]") {
  const auto version = GENERATE(kV5, kV311);
  ListenerBench bench(lab);
  auto client = bench.connected(hello("c"), version);
  Subscribe packet;
  packet.packet_id = 77;
  packet.subscriptions = {to("a", Qos::AtMostOnce), to("b/#/c"), to("c", Qos::AtLeastOnce),
                          to("d/+", Qos::ExactlyOnce)};

  client.send(packet);

  const auto answer = client.expect<Suback>();
  const auto invalid = version == kV5 ? Reason::TopicFilterInvalid : Reason::UnspecifiedError;
  CHECK(answer.packet_id == 77);
  CHECK(answer.reasons ==
        Reasons{Reason::Success, invalid, Reason::GrantedQos1, Reason::GrantedQos2});
}

TEST_CASE("filters that are none are refused: 0x8F", "[listener]") {
  ListenerBench bench(lab);
  auto client = bench.connected(hello("c"));
  std::string levels = "1";
  for (int i = 2; i <= 65; ++i) levels += "/" + std::to_string(i);
  for (const std::string& filter :
       std::vector<std::string>{"a+", "a/b#", "#/a", "$share/g", "$share//a", "$share/g/",
                                "$share/g+/a", "$share/g#/a", levels}) {
    CAPTURE(filter);
    CHECK(subscribe(client, {to(filter)}) == Reasons{Reason::TopicFilterInvalid});
  }
}

TEST_CASE("a session has so many subscriptions: one more is refused: 0x97", "[listener]") {
  ListenerBench bench([](mqtt::ListenerOptions& options) {
    options.lab = true;
    options.limits.subscriptions = 2;
  });
  auto client = bench.connected(hello("c"));

  CHECK(subscribe(client, {to("a"), to("b")}) == Reasons{Reason::GrantedQos2, Reason::GrantedQos2});
  CHECK(subscribe(client, {to("c")}) == Reasons{Reason::QuotaExceeded});
  CHECK(subscribe(client, {to("b", Qos::AtLeastOnce)}) == Reasons{Reason::GrantedQos1});
  CHECK(unsubscribe(client, {"a"}) == Reasons{Reason::Success});
  CHECK(subscribe(client, {to("c")}) == Reasons{Reason::GrantedQos2});
}

TEST_CASE(
    "after UNSUBACK nothing new comes; what was under way is ended "
    "[MQTT-3.10.4-2] [MQTT-3.10.4-3]",
    "[listener]") {
  const auto version = GENERATE(kV5, kV311);
  ListenerBench bench(lab);
  auto client = bench.connected(lasting("c"), version);
  subscribe(client, {to("a"), to("b")});
  auto publisher = bench.connected(hello("p"));
  CHECK(publish_stored(publisher, publish("a", "before")) == Reason::Success);
  const auto before = client.expect<Publish>();

  const auto reasons = unsubscribe(client, {"a", "never"});  // [MQTT-3.11.3-1]
  CHECK(reasons ==
        (version == kV5 ? Reasons{Reason::Success, Reason::NoSubscriptionExisted} : Reasons{}));
  CHECK(publish_stored(publisher, publish("a", "after")) == Reason::Success);
  CHECK(publish_stored(publisher, publish("b", "other")) == Reason::Success);
  CHECK(client.expect<Publish>().payload == "other");

  client = bench.connected(lasting("c"), version);
  const auto again = client.expect<Publish>();
  CHECK(again.payload == "before");
  CHECK(again.packet_id == before.packet_id);
  CHECK(client.expect<Publish>().payload == "other");
  CHECK(client.is_quiet());
}

TEST_CASE("an unsubscription lasts, as the subscription did", "[listener]") {
  const auto what = GENERATE(&ListenerBench::restart, &ListenerBench::crash);
  ListenerBench bench(lab);
  auto client = bench.connected(lasting("c"));
  subscribe(client, {to("a"), to("b")});
  CHECK(unsubscribe(client, {"a"}) == Reasons{Reason::Success});

  (bench.*what)();
  client = bench.connected(lasting("c"));

  CHECK(publish_stored(client, publish("a", "not heard")) == Reason::Success);
  client.send(publish("b", "heard"));
  CHECK(client.expect<Publish>().payload == "heard");
}

TEST_CASE("subscribing again replaces the subscription and its options [MQTT-3.8.4-3]",
          "[listener]") {
  ListenerBench bench(lab);
  auto client = bench.connected(hello("c"));
  subscribe_with_id(client, to("a", Qos::ExactlyOnce), 1);
  subscribe_with_id(client, to("a", Qos::AtMostOnce), 2);

  client.send(publish("a", "payload", Qos::AtLeastOnce, 1));

  CHECK(client.expect<Ack>().kind == AckKind::Puback);
  const auto heard = client.expect<Publish>();
  CHECK(heard.qos == Qos::AtMostOnce);
  CHECK(heard.properties.subscription_ids == Ids{2});
  CHECK(client.is_quiet());
}

TEST_CASE(
    "of overlapping subscriptions one copy comes, with the best QoS and all identifiers "
    "[MQTT-3.3.4-2] [MQTT-3.3.4-4]",
    "[listener]") {
  const bool restarted = GENERATE(false, true);
  ListenerBench bench(lab);
  auto client = bench.connected(lasting("c"));
  subscribe_with_id(client, to("a/#", Qos::AtMostOnce), 7);
  subscribe_with_id(client, to("a/+", Qos::AtLeastOnce), 268'435'455);
  subscribe(client, {to("#", Qos::AtMostOnce)});
  if (restarted) {
    bench.restart();
    client = bench.connected(lasting("c"));
  }
  auto publisher = bench.connected(hello("p"));

  CHECK(publish_stored(publisher, publish("a/b", "payload")) == Reason::Success);

  const auto heard = client.expect<Publish>();
  CHECK(heard.qos == Qos::AtLeastOnce);
  auto ids = heard.properties.subscription_ids;
  std::sort(ids.begin(), ids.end());
  CHECK(ids == Ids{7, 268'435'455});
  CHECK(client.is_quiet());
}

TEST_CASE("no local: a client does not hear itself, others do [MQTT-3.8.3-3]", "[listener]") {
  ListenerBench bench(lab);
  auto deaf = to("a/#");
  deaf.no_local = true;
  auto client = bench.connected(hello("c"));
  auto other = bench.connected(hello("d"));
  subscribe(client, {deaf});
  subscribe(other, {deaf});

  client.send(retained(publish("a/b", "payload")));

  CHECK(other.expect<Publish>().payload == "payload");
  CHECK(client.is_quiet());

  // The same for what is kept.
  CHECK(subscribe(client, {deaf}) == Reasons{Reason::GrantedQos2});
  CHECK(client.is_quiet());
  CHECK(subscribe(other, {deaf}) == Reasons{Reason::GrantedQos2});
  CHECK(other.expect<Publish>().payload == "payload");
}

TEST_CASE("a '$' topic is not heard by a wildcard, but by its name [MQTT-4.7.2-1]", "[listener]") {
  ListenerBench bench(lab);
  auto client = bench.connected(hello("c"));
  subscribe(client, {to("#"), to("+/x")});
  auto named_it = bench.connected(hello("d"));
  subscribe(named_it, {to("$own/#")});

  client.send(publish("$own/x", "payload"));

  CHECK(named_it.expect<Publish>().payload == "payload");
  CHECK(client.is_quiet());
}

// --- Shared subscriptions (4.8.2)

struct Group {
  explicit Group(Qos maximum = Qos::AtLeastOnce) {
    for (const char* name : {"m1", "m2", "m3"}) {
      members.push_back(bench.connected(lasting(name)));
      subscribe(members.back(), {to("$share/g/a/#", maximum)});
    }
  }
  void publish_next() {
    REQUIRE(publish_stored(publisher, publish("a/b", std::to_string(++sent))) == Reason::Success);
  }
  ListenerBench bench{lab};
  std::vector<RawMqttClient> members;
  RawMqttClient publisher = bench.connected(hello("p"));
  int sent = 0;
};

TEST_CASE("each message of a shared subscription goes to one member, in turn", "[listener]") {
  Group group;
  auto alone = group.bench.connected(hello("alone"));
  subscribe(alone, {to("a/#")});

  for (int i = 0; i < 6; ++i) group.publish_next();

  for (int round = 0; round < 2; ++round) {
    for (int i = 1; i <= 3; ++i) {
      CHECK(take(group.members[static_cast<std::size_t>(i - 1)]) == std::to_string(3 * round + i));
    }
  }
  for (int i = 1; i <= 6; ++i) CHECK(take(alone) == std::to_string(i));
  for (auto& member : group.members) CHECK(member.is_quiet());
}

TEST_CASE("two groups each get every message", "[listener]") {
  Group group;
  auto other = group.bench.connected(hello("other"));
  subscribe(other, {to("$share/h/a/#")});

  group.publish_next();

  CHECK(take(group.members[0]) == "1");
  CHECK(take(other) == "1");
}

TEST_CASE("members that are away are passed over; if all are, the message waits for one",
          "[listener]") {
  Group group;
  group.members[0].send(Disconnect{});
  CHECK(group.members[0].is_closed());

  group.publish_next();
  group.publish_next();
  CHECK(take(group.members[1]) == "1");
  CHECK(take(group.members[2]) == "2");

  for (const std::size_t i : {1U, 2U}) {
    group.members[i].send(Disconnect{});
    CHECK(group.members[i].is_closed());
  }
  group.publish_next();
  group.bench.restart();
  std::vector<std::string> heard;
  for (const char* name : {"m1", "m2", "m3"}) {
    auto member = group.bench.connected(lasting(name));
    member.send(Pingreq{});
    for (auto packet = member.receive(); packet; packet = member.receive()) {
      if (std::holds_alternative<Pingresp>(*packet)) break;
      heard.push_back(std::get<Publish>(*packet).payload);
    }
  }
  CHECK(heard == std::vector<std::string>{"3"});
}

TEST_CASE(
    "what was sent to a member is its own: it is ended there, and sent to nobody else "
    "[MQTT-4.8.2-4] [MQTT-4.8.2-6]",
    "[listener]") {
  Group group(Qos::ExactlyOnce);
  group.publisher.send(publish("a/b", "begun", Qos::ExactlyOnce, 1));
  const auto id = group.members[0].expect<Publish>().packet_id;
  group.members[0].hang_up();
  CHECK(eventually([&] { return group.bench.counters().connected == 3; }));
  for (const std::size_t i : {1U, 2U}) CHECK(group.members[i].is_quiet());

  auto again = group.bench.connected(lasting("m1"));
  CHECK(again.expect<Publish>().packet_id == id);
  again.send(ack(AckKind::Pubrec, id, Reason::UnspecifiedError));
  CHECK(again.is_quiet());
  for (const std::size_t i : {1U, 2U}) CHECK(group.members[i].is_quiet());
}

TEST_CASE("the QoS of a shared subscription is each member's own [MQTT-4.8.2-3]", "[listener]") {
  ListenerBench bench(lab);
  auto first = bench.connected(hello("1"));
  auto second = bench.connected(hello("2"));
  subscribe(first, {to("$share/g/a", Qos::AtMostOnce)});
  subscribe(second, {to("$share/g/a", Qos::AtLeastOnce)});
  auto publisher = bench.connected(hello("p"));

  for (int i = 0; i < 2; ++i) {
    CHECK(publish_stored(publisher, publish("a", "payload")) == Reason::Success);
  }

  CHECK(first.expect<Publish>().qos == Qos::AtMostOnce);
  CHECK(second.expect<Publish>().qos == Qos::AtLeastOnce);
}

TEST_CASE("who leaves a shared subscription is not counted any more", "[listener]") {
  Group group;
  CHECK(unsubscribe(group.members[1], {"$share/g/a/#"}) == Reasons{Reason::Success});

  for (int i = 0; i < 4; ++i) group.publish_next();

  CHECK(take(group.members[0]) == "1");
  CHECK(take(group.members[2]) == "2");
  CHECK(take(group.members[0]) == "3");
  CHECK(take(group.members[2]) == "4");
  CHECK(group.members[1].is_quiet());
}

}  // namespace
}  // namespace varde::test
