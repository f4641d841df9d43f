// What subscribers get, and how often (sections 3.3 to 3.7, 4.3, 4.4 and 4.6 of both standards).
#include <catch2/catch.hpp>

#include "adapters/host/canonical_encode.h"
#include "adapters/host/canonical_topic.h"
#include "tests/unit/links/mqtt_listener/talk.h"

namespace varde::test {
namespace {

using Texts = std::vector<std::string>;

// A bench with a subscriber to "a/#" whose session lasts.
struct Hearing {
  explicit Hearing(Version version = kV5, Connect connect = lasting("s"))
      : subscriber(bench.connected(std::move(connect), version)),
        publisher(bench.connected(hello("p"))) {
    subscribe(subscriber, {to("a/#")});
  }

  void publish_all(const Texts& payloads, Qos qos) {
    std::uint16_t id = 0;
    for (const std::string& payload : payloads) {
      publisher.send(publish("a/b", payload, qos, ++id));
      CHECK(publisher.expect<Ack>().packet_id == id);
      if (qos == Qos::ExactlyOnce) {
        publisher.send(ack(AckKind::Pubrel, id));
        CHECK(publisher.expect<Ack>().kind == AckKind::Pubcomp);
      }
    }
  }
  void come_back(Connect connect = lasting("s")) {
    subscriber = bench.client(subscriber.version());
    session_present = subscriber.connect(std::move(connect)).session_present;
  }

  ListenerBench bench{lab};
  RawMqttClient subscriber;
  RawMqttClient publisher;
  bool session_present = false;
};

TEST_CASE(
    "a message has the QoS that it was published with, or the subscription's, if lower "
    "[MQTT-3.8.4-8]",
    "[listener]") {
  ListenerBench bench(lab);
  auto publisher = bench.connected(hello("p"));
  std::uint16_t id = 0;
  for (const Qos maximum : {Qos::AtMostOnce, Qos::AtLeastOnce, Qos::ExactlyOnce}) {
    auto subscriber = bench.connected(hello("s"));
    CHECK(subscribe(subscriber, {to("a/#", maximum)}) == std::vector{static_cast<Reason>(maximum)});
    for (const Qos qos : {Qos::AtMostOnce, Qos::AtLeastOnce, Qos::ExactlyOnce}) {
      publisher.send(publish("a/b", "payload", qos, qos == Qos::AtMostOnce ? 0 : ++id));
      const auto heard = subscriber.expect<Publish>();
      CHECK(heard.qos == std::min(qos, maximum));
      CHECK((heard.packet_id == 0) == (heard.qos == Qos::AtMostOnce));
      CHECK_FALSE(heard.dup);
    }
    subscriber.send(Disconnect{});
    CHECK(subscriber.is_closed());
  }
}

TEST_CASE(
    "QoS 1 is sent again on the next connection, first and in order, until PUBACK "
    "[MQTT-4.4.0-1] [MQTT-4.6.0-1]",
    "[listener]") {
  Hearing hearing(GENERATE(kV5, kV311));
  hearing.publish_all({"1", "2", "3"}, Qos::AtLeastOnce);
  std::vector<std::uint16_t> ids;
  for (const char* payload : {"1", "2", "3"}) {
    const auto heard = hearing.subscriber.expect<Publish>();
    CHECK(heard.payload == payload);
    CHECK_FALSE(heard.dup);
    ids.push_back(heard.packet_id);
  }
  hearing.subscriber.send(ack(AckKind::Puback, ids[1]));
  CHECK(hearing.subscriber.is_quiet());  // Not again on this connection.

  hearing.come_back();
  hearing.publish_all({"4"}, Qos::AtLeastOnce);

  CHECK(hearing.session_present);
  for (const std::size_t i : {0U, 2U}) {
    const auto again = hearing.subscriber.expect<Publish>();
    CHECK(again.payload == std::to_string(i + 1));
    CHECK(again.dup);  // [MQTT-3.3.1-1]
    CHECK(again.packet_id == ids[i]);
  }
  const auto fresh = hearing.subscriber.expect<Publish>();
  CHECK(fresh.payload == "4");
  CHECK_FALSE(fresh.dup);
}

TEST_CASE("QoS 2 is sent again until PUBREC, and from then on only PUBREL [MQTT-4.3.3-6]",
          "[listener]") {
  Hearing hearing(GENERATE(kV5, kV311));
  hearing.publish_all({"once"}, Qos::ExactlyOnce);
  const auto id = hearing.subscriber.expect<Publish>().packet_id;

  hearing.come_back();
  const auto again = hearing.subscriber.expect<Publish>();
  CHECK(again.payload == "once");
  CHECK(again.dup);
  CHECK(again.packet_id == id);
  hearing.subscriber.send(ack(AckKind::Pubrec, id));
  CHECK(hearing.subscriber.expect<Ack>() == ack(AckKind::Pubrel, id));  // [MQTT-4.3.3-4]

  hearing.come_back();
  CHECK(hearing.subscriber.expect<Ack>() == ack(AckKind::Pubrel, id));
  hearing.subscriber.send(ack(AckKind::Pubcomp, id));

  hearing.come_back();
  CHECK(hearing.subscriber.is_quiet());
}

TEST_CASE("deliveries go on where they were after a restart and after a crash", "[listener]") {
  const auto what = GENERATE(&ListenerBench::restart, &ListenerBench::crash);
  Hearing hearing;
  hearing.publish_all({"1", "2", "3"}, Qos::ExactlyOnce);
  std::vector<std::uint16_t> ids;
  for (int i = 0; i < 3; ++i) ids.push_back(hearing.subscriber.expect<Publish>().packet_id);
  hearing.subscriber.send(ack(AckKind::Pubrec, ids[1]));
  CHECK(hearing.subscriber.expect<Ack>() == ack(AckKind::Pubrel, ids[1]));

  (hearing.bench.*what)();
  hearing.come_back();

  CHECK(hearing.session_present);
  CHECK(hearing.subscriber.expect<Ack>() == ack(AckKind::Pubrel, ids[1]));
  for (const std::size_t i : {0U, 2U}) {
    const auto again = hearing.subscriber.expect<Publish>();
    CHECK(again.payload == std::to_string(i + 1));
    CHECK(again.packet_id == ids[i]);
    CHECK(again.dup);
  }
}

TEST_CASE("PUBREC that refuses ends the delivery", "[listener]") {
  Hearing hearing;
  hearing.publish_all({"unwanted"}, Qos::ExactlyOnce);
  const auto id = hearing.subscriber.expect<Publish>().packet_id;

  hearing.subscriber.send(ack(AckKind::Pubrec, id, Reason::ImplementationSpecific));
  CHECK(hearing.subscriber.is_quiet());

  hearing.come_back();
  CHECK(hearing.subscriber.is_quiet());
}

TEST_CASE("PUBACK that refuses ends the delivery, as it says that it arrived", "[listener]") {
  Hearing hearing;
  hearing.publish_all({"unwanted"}, Qos::AtLeastOnce);
  const auto id = hearing.subscriber.expect<Publish>().packet_id;

  hearing.subscriber.send(ack(AckKind::Puback, id, Reason::UnspecifiedError));

  hearing.come_back();
  CHECK(hearing.subscriber.is_quiet());
}

TEST_CASE("answers that nothing waits for change nothing", "[listener]") {
  Hearing hearing;
  hearing.subscriber.send(ack(AckKind::Puback, 1));
  hearing.subscriber.send(ack(AckKind::Pubcomp, 2));
  CHECK(hearing.subscriber.is_quiet());

  hearing.subscriber.send(ack(AckKind::Pubrec, 3));
  CHECK(hearing.subscriber.expect<Ack>() ==
        ack(AckKind::Pubrel, 3, Reason::PacketIdentifierNotFound));

  hearing.publish_all({"payload"}, Qos::AtLeastOnce);
  CHECK(take(hearing.subscriber) == "payload");
}

TEST_CASE("no more messages are under way than the client's receive maximum [MQTT-3.3.4-7]",
          "[listener]") {
  Connect connect = lasting("s");
  connect.receive_maximum = std::uint16_t{2};
  Hearing hearing(kV5, connect);
  hearing.publish_all({"1", "2", "3", "4"}, Qos::ExactlyOnce);
  hearing.publisher.send(publish("a/b", "QoS 0 is not counted"));

  const auto first = hearing.subscriber.expect<Publish>();
  CHECK(hearing.subscriber.expect<Publish>().payload == "2");
  CHECK(hearing.subscriber.expect<Publish>().payload == "QoS 0 is not counted");
  CHECK(hearing.subscriber.is_quiet());  // [MQTT-3.3.4-10]: other packets are not held up.
  hearing.subscriber.send(ack(AckKind::Pubrec, first.packet_id));
  CHECK(hearing.subscriber.expect<Ack>() == ack(AckKind::Pubrel, first.packet_id));
  CHECK(hearing.subscriber.is_quiet());

  hearing.subscriber.send(ack(AckKind::Pubcomp, first.packet_id));

  CHECK(hearing.subscriber.expect<Publish>().payload == "3");
}

TEST_CASE("a topic alias is used only as far as the client takes them [MQTT-3.1.2-26]",
          "[listener]") {
  Connect connect = lasting("s");
  connect.topic_alias_maximum = 1;
  Hearing hearing(kV5, connect);
  for (const char* topic : {"a/1", "a/2", "a/1", "a/2"}) {
    hearing.publisher.send(publish(topic, "payload"));
  }

  const auto first = hearing.subscriber.expect<Publish>();
  CHECK(first.topic == "a/1");
  CHECK(first.properties.topic_alias == 1);
  const auto other = hearing.subscriber.expect<Publish>();
  CHECK(other.topic == "a/2");
  CHECK_FALSE(other.properties.topic_alias.has_value());
  const auto again = hearing.subscriber.expect<Publish>();
  CHECK(again.topic.empty());
  CHECK(again.properties.topic_alias == 1);
  CHECK(hearing.subscriber.expect<Publish>().topic == "a/2");

  // A new connection, without aliases [MQTT-3.1.2-27]: none is carried over either.
  hearing.come_back();
  hearing.publisher.send(publish("a/1", "payload"));
  const auto plain = hearing.subscriber.expect<Publish>();
  CHECK(plain.topic == "a/1");
  CHECK_FALSE(plain.properties.topic_alias.has_value());
}

TEST_CASE("a message of QoS 2 has its topic with it, as mqtt.js forgets its aliases before PUBREL",
          "[listener]") {
  Connect connect = lasting("s");
  connect.topic_alias_maximum = 1;
  Hearing hearing(kV5, connect);
  hearing.publisher.send(publish("a/1", "introduces the alias"));
  CHECK(hearing.subscriber.expect<Publish>().properties.topic_alias == 1);

  hearing.publisher.send(publish("a/1", "payload", Qos::ExactlyOnce, 1));

  const auto heard = hearing.subscriber.expect<Publish>();
  CHECK(heard.topic == "a/1");
  CHECK_FALSE(heard.properties.topic_alias.has_value());
}

TEST_CASE("who subscribes while a retained message is on its way to the disk hears it too",
          "[listener]") {
  const Qos qos = GENERATE(Qos::AtMostOnce, Qos::AtLeastOnce);
  const bool lasts = GENERATE(false, true);
  CAPTURE(static_cast<int>(qos), lasts);
  ListenerBench bench(lab);
  auto publisher = bench.connected(hello("p"));
  auto subscriber = bench.connected(lasts ? lasting("s") : hello("s"));
  publish_stored(publisher, retained(publish("a", "old")));
  bench.close_gate();
  publisher.send(retained(publish("a", "new", Qos::AtLeastOnce, 1)));
  REQUIRE(bench.something_waits());

  Subscribe packet;
  packet.packet_id = 1;
  packet.subscriptions = {to("a", qos)};
  subscriber.send(packet);
  REQUIRE(eventually([&] { return bench.counters().subscriptions == 1; }));
  bench.open_gate();
  CHECK(publisher.expect<Ack>().reason == Reason::Success);
  publish_stored(publisher, publish("a", "last"));

  // Never the old one behind the new: who remembers the last that came would remember that.
  Texts heard;
  while (heard.empty() || heard.back() != "last") {
    const auto next = subscriber.receive();
    REQUIRE(next.has_value());
    if (const auto* message = std::get_if<Publish>(&*next)) {
      heard.push_back(message->payload);
      if (message->qos == Qos::AtLeastOnce) {
        subscriber.send(ack(AckKind::Puback, message->packet_id));
      }
    }
  }
  CHECK(heard == (lasts ? Texts{"new", "last"} : Texts{"old", "new", "last"}));
}

TEST_CASE("at QoS 0 all retained messages are heard, also where they are more than is sent at once",
          "[listener]") {
  constexpr int kMessages = 20;
  ListenerBench bench([](mqtt::ListenerOptions& options) {
    lab(options);
    options.limits.backlog_bytes = 1'000;
  });
  auto publisher = bench.connected(hello("p"));
  const auto payload = [](int i) { return std::string(500, static_cast<char>('a' + i)); };
  for (int i = 0; i < kMessages; ++i) {
    auto message = retained(publish("a/" + std::string(1, static_cast<char>('a' + i)), payload(i)));
    REQUIRE(publish_stored(publisher, std::move(message)) == Reason::Success);
  }
  auto subscriber = bench.connected(hello("s"));

  subscribe(subscriber, {to("a/#", Qos::AtMostOnce)});
  publisher.send(publish("a/a", "newer"));

  for (int i = 0; i < kMessages; ++i) {
    const auto heard = subscriber.expect<Publish>();
    CHECK(heard.payload == payload(i));
    CHECK(heard.retain);
  }
  // "newer" is dropped where it met a full backlog: QoS 0. What comes behind it is not.
  publisher.send(publish("a/a", "last"));
  auto next = subscriber.expect<Publish>().payload;
  if (next == "newer") next = subscriber.expect<Publish>().payload;
  CHECK(next == "last");
}

TEST_CASE(
    "what is larger than the client takes is dropped, as if it had it "
    "[MQTT-3.1.2-24] [MQTT-3.1.2-25]",
    "[listener]") {
  Connect connect = lasting("s");
  connect.maximum_packet_size = 100;
  Hearing hearing(kV5, connect);

  hearing.publish_all({std::string(101, 'x'), "fits"}, Qos::AtLeastOnce);
  hearing.publisher.send(publish("a/b", std::string(101, 'y')));

  CHECK(take(hearing.subscriber) == "fits");
  CHECK(hearing.subscriber.is_quiet());
  hearing.come_back(connect);
  CHECK(hearing.subscriber.is_quiet());
}

TEST_CASE("what a message says of itself reaches the subscriber unchanged", "[listener]") {
  Hearing hearing;
  auto message = publish("a/b", "text");
  message.properties.payload_format = std::uint8_t{1};             // [MQTT-3.3.2-4]
  message.properties.response_topic = "answers/here";              // [MQTT-3.3.2-15]
  message.properties.correlation_data = std::string("\0\xFF", 2);  // [MQTT-3.3.2-16]
  message.properties.content_type = "text/plain";                  // [MQTT-3.3.2-20]
  message.properties.user = {{"k", "2"}, {"k", "1"}, {"", "ø"}};   // [MQTT-3.3.2-17], -18

  hearing.publisher.send(message);
  CHECK(hearing.subscriber.expect<Publish>() == message);

  // The same for who was away meanwhile, and after a restart.
  hearing.subscriber.hang_up();
  message.qos = Qos::AtLeastOnce;
  CHECK(publish_stored(hearing.publisher, message) == Reason::Success);
  hearing.bench.restart();
  hearing.come_back();
  CHECK(hearing.subscriber.expect<Publish>().properties == message.properties);
}

TEST_CASE("a subscriber of MQTT 3.1.1 gets the message without properties", "[listener]") {
  Hearing hearing(kV311);
  auto message = publish("a/b", "text");
  message.properties.user = {{"k", "v"}};
  message.properties.content_type = "text/plain";

  hearing.publisher.send(message);

  CHECK(hearing.subscriber.expect<Publish>() == publish("a/b", "text"));
}

TEST_CASE(
    "a message that has expired is not delivered, another says what is left "
    "[MQTT-3.3.2-5] [MQTT-3.3.2-6]",
    "[listener]") {
  const bool restarted = GENERATE(false, true);
  Hearing hearing;
  hearing.subscriber.hang_up();
  const auto waits = [&](const std::string& payload, std::uint32_t expiry_s) {
    auto message = publish("a/b", payload);
    message.properties.message_expiry_s = expiry_s;
    REQUIRE(publish_stored(hearing.publisher, message) == Reason::Success);
  };
  waits("short", 10);
  waits("long", 60);
  if (restarted) hearing.bench.restart();

  hearing.bench.clock().pass(std::chrono::seconds(15));
  hearing.come_back();

  const auto heard = hearing.subscriber.expect<Publish>();
  CHECK(heard.payload == "long");
  CHECK(heard.properties.message_expiry_s == 45U);
  CHECK(hearing.subscriber.is_quiet());
}

TEST_CASE("QoS 2 that was never sent expires, also after a restart", "[listener]") {
  const auto what = GENERATE(&ListenerBench::restart, &ListenerBench::crash);
  Hearing hearing;
  hearing.subscriber.send(Disconnect{});
  CHECK(hearing.subscriber.is_closed());
  auto message = publish("a/b", "old", Qos::ExactlyOnce, 1);
  message.properties.message_expiry_s = 10U;
  hearing.publisher.send(message);
  CHECK(hearing.publisher.expect<Ack>() == ack(AckKind::Pubrec, 1));

  (hearing.bench.*what)();
  hearing.bench.clock().pass(std::chrono::seconds(10));
  hearing.come_back();

  CHECK(hearing.session_present);
  CHECK(hearing.subscriber.is_quiet());
}

TEST_CASE(
    "QoS 2 that was sent is ended however late, as its other half waits at the client "
    "[MQTT-4.3.3-7]",
    "[listener]") {
  const bool crashed = GENERATE(false, true);
  Hearing hearing;
  auto message = publish("a/b", "begun", Qos::ExactlyOnce, 1);
  message.properties.message_expiry_s = 10U;
  hearing.publisher.send(message);
  const auto id = hearing.subscriber.expect<Publish>().packet_id;
  hearing.subscriber.hang_up();
  CHECK(eventually([&] { return hearing.bench.counters().connected == 1; }));
  // What follows in the log is on disk after that of the disconnect.
  CHECK(publish_stored(hearing.publisher, publish("other", "")) == Reason::Success);

  if (crashed) hearing.bench.crash();
  hearing.bench.clock().pass(std::chrono::seconds(20));
  hearing.come_back();

  const auto again = hearing.subscriber.expect<Publish>();
  CHECK(again.packet_id == id);
  CHECK(again.dup);
  CHECK(again.properties.message_expiry_s == 0U);
}

TEST_CASE(
    "messages of one publisher come in its order, though urgent ones are decided first "
    "[MQTT-4.6.0-5]",
    "[listener]") {
  ListenerBench bench(lab);
  auto subscriber = bench.connected(hello("s"));
  subscribe(subscriber, {to("varde/v1/#", Qos::AtMostOnce)});
  auto publisher = bench.connected(hello("p"));
  const auto topic = adapters::signal_topic(device("button-1"), false);
  const auto payload = [](int i) {
    const auto kind = i % 7 == 0 ? SignalKind::HelpCall : SignalKind::Heartbeat;
    return adapters::encode_canonical(keyed(signal(kind), static_cast<std::uint64_t>(i)),
                                      adapters::Form::Json);
  };

  // Behind a closed gate the lanes fill: the calls overtake.
  constexpr int kMessages = 2'000;
  bench.close_gate();
  for (int i = 1; i <= kMessages; ++i) publisher.send(publish(topic, payload(i)));
  REQUIRE(bench.something_waits());
  CHECK(publisher.is_quiet());
  bench.open_gate();

  for (int i = 1; i <= kMessages; ++i) {
    REQUIRE(subscriber.expect<Publish>().payload == payload(i));
  }
  std::vector<std::string> in_order;
  for (int i = 1; i <= kMessages; ++i) in_order.push_back(payload(i));
  CHECK(bench.stored_payloads() != in_order);
}

}  // namespace
}  // namespace varde::test
