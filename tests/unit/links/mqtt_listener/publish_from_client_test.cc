// PUBLISH from a client, and its answers (section 3.3 to 3.7 and 4.3 of both standards).
#include <catch2/catch.hpp>

#include "tests/unit/links/mqtt_listener/talk.h"

namespace varde::test {
namespace {

using Texts = std::vector<std::string>;

// What a subscriber to everything hears of `client`'s messages, up to the last.
Texts heard(RawMqttClient& subscriber, std::size_t count) {
  Texts payloads;
  while (payloads.size() < count) payloads.push_back(subscriber.expect<Publish>().payload);
  return payloads;
}

TEST_CASE("QoS 0 is stored and forwarded, and answered by nothing [MQTT-4.3.1-1]", "[listener]") {
  const auto version = GENERATE(kV5, kV311);
  ListenerBench bench(lab);
  auto subscriber = bench.connected(hello("s"));
  subscribe(subscriber, {to("a/b")});
  auto client = bench.connected(hello("c"), version);

  client.send(publish("a/b", "payload"));

  CHECK(subscriber.expect<Publish>() == publish("a/b", "payload"));
  CHECK(client.is_quiet());
  CHECK(bench.stored_payloads() == Texts{"payload"});
}

TEST_CASE("QoS 1 is answered by a PUBACK, as often as it is sent [MQTT-4.3.2-4] [MQTT-4.3.2-5]",
          "[listener]") {
  const auto version = GENERATE(kV5, kV311);
  ListenerBench bench(lab);
  auto client = bench.connected(hello("c"), version);
  auto message = publish("a/b", "payload", Qos::AtLeastOnce, 0xFFFF);

  client.send(message);
  CHECK(client.expect<Ack>() == ack(AckKind::Puback, 0xFFFF));
  message.dup = true;
  client.send(message);
  CHECK(client.expect<Ack>() == ack(AckKind::Puback, 0xFFFF));

  CHECK(bench.stored_payloads() == Texts{"payload", "payload"});
}

TEST_CASE("QoS 2 is passed on once, however often it is sent before PUBREL [MQTT-4.3.3-10]",
          "[listener]") {
  const auto version = GENERATE(kV5, kV311);
  ListenerBench bench(lab);
  auto subscriber = bench.connected(hello("s"));
  subscribe(subscriber, {to("a/b", Qos::AtMostOnce)});
  auto client = bench.connected(hello("c"), version);
  auto message = publish("a/b", "once", Qos::ExactlyOnce, 9);

  client.send(message);
  CHECK(client.expect<Ack>() == ack(AckKind::Pubrec, 9));  // [MQTT-4.3.3-8]
  message.dup = true;
  client.send(message);
  CHECK(client.expect<Ack>() == ack(AckKind::Pubrec, 9));
  client.send(ack(AckKind::Pubrel, 9));
  CHECK(client.expect<Ack>() == ack(AckKind::Pubcomp, 9));  // [MQTT-4.3.3-11]
  client.send(publish("a/b", "new", Qos::ExactlyOnce, 9));  // [MQTT-4.3.3-12]
  CHECK(client.expect<Ack>() == ack(AckKind::Pubrec, 9));

  CHECK(heard(subscriber, 2) == Texts{"once", "new"});
  CHECK(subscriber.is_quiet());
  CHECK(bench.stored_payloads() == Texts{"once", "new"});
}

TEST_CASE("the identifiers of QoS 1 and 2 may be used side by side", "[listener]") {
  ListenerBench bench(lab);
  auto client = bench.connected(hello("c"));

  client.send(publish("a/b", "two", Qos::ExactlyOnce, 5));
  CHECK(client.expect<Ack>() == ack(AckKind::Pubrec, 5));
  client.send(publish("a/b", "one", Qos::AtLeastOnce, 6));
  CHECK(client.expect<Ack>() == ack(AckKind::Puback, 6));
  client.send(ack(AckKind::Pubrel, 5));
  CHECK(client.expect<Ack>() == ack(AckKind::Pubcomp, 5));
}

TEST_CASE("PUBREL of what nobody sent is answered all the same", "[listener]") {
  ListenerBench bench(lab);
  auto client = bench.connected(hello("c"));
  auto old = bench.connected(hello("old"), kV311);

  client.send(ack(AckKind::Pubrel, 3));
  old.send(ack(AckKind::Pubrel, 3));

  CHECK(client.expect<Ack>() == ack(AckKind::Pubcomp, 3, Reason::PacketIdentifierNotFound));
  CHECK(old.expect<Ack>() == ack(AckKind::Pubcomp, 3));
}

TEST_CASE("QoS 2 from a client is taken once over reconnects and restarts", "[listener]") {
  const auto [version, what] = GENERATE(table<Version, void (*)(ListenerBench&)>({
      {kV5, [](ListenerBench&) {}},
      {kV311, [](ListenerBench&) {}},
      {kV5, [](ListenerBench& bench) { bench.restart(); }},
      {kV5, [](ListenerBench& bench) { bench.crash(); }},
      {kV311, [](ListenerBench& bench) { bench.crash(); }},
  }));
  ListenerBench bench(lab);
  auto client = bench.connected(lasting("c"), version);
  auto message = publish("a/b", "once", Qos::ExactlyOnce, 9);
  client.send(message);
  CHECK(client.expect<Ack>() == ack(AckKind::Pubrec, 9));
  client.hang_up();

  what(bench);
  auto again = bench.client(version);
  CHECK(again.connect(lasting("c")).session_present);
  message.dup = true;
  again.send(message);
  CHECK(again.expect<Ack>() == ack(AckKind::Pubrec, 9));
  again.send(ack(AckKind::Pubrel, 9));
  CHECK(again.expect<Ack>() == ack(AckKind::Pubcomp, 9));
  CHECK(bench.stored_payloads() == Texts{"once"});

  again.hang_up();
  what(bench);
  auto third = bench.connected(lasting("c"), version);
  third.send(publish("a/b", "another", Qos::ExactlyOnce, 9));
  CHECK(third.expect<Ack>() == ack(AckKind::Pubrec, 9));
  CHECK(bench.stored_payloads() == Texts{"once", "another"});
}

TEST_CASE("QoS 2 that was not on disk at a crash is taken when it is sent again", "[listener]") {
  ListenerBench bench(lab);
  auto client = bench.connected(lasting("c"));
  bench.close_gate();
  client.send(publish("a/b", "once", Qos::ExactlyOnce, 9));
  REQUIRE(bench.something_waits());

  bench.crash();
  auto again = bench.connected(lasting("c"));
  auto message = publish("a/b", "once", Qos::ExactlyOnce, 9);
  message.dup = true;
  again.send(message);

  CHECK(again.expect<Ack>() == ack(AckKind::Pubrec, 9));
  CHECK(bench.stored_payloads() == Texts{"once"});
}

TEST_CASE("QoS 2 that is still on its way to the disk when its client comes back is taken once",
          "[listener]") {
  ListenerBench bench(lab);
  auto client = bench.connected(hello("other"));
  auto first = bench.connected(lasting("c"));
  bench.close_gate();
  auto message = publish("a/b", "once", Qos::ExactlyOnce, 9);
  first.send(message);
  REQUIRE(bench.something_waits());
  first.hang_up();

  auto again = bench.client();
  Connect connect = lasting("c");
  again.send(connect);
  message.dup = true;
  again.send(message);
  bench.open_gate();

  CHECK(again.expect<Connack>().session_present);
  CHECK(again.expect<Ack>() == ack(AckKind::Pubrec, 9));
  again.send(ack(AckKind::Pubrel, 9));
  for (auto answer = again.expect<Ack>(); answer.kind != AckKind::Pubcomp;) {
    answer = again.expect<Ack>();  // PUBREC for each time that it was sent.
  }
  CHECK(bench.stored_payloads() == Texts{"once"});
}

TEST_CASE("a topic alias stands for its topic, on its connection", "[listener]") {
  ListenerBench bench(lab);
  auto subscriber = bench.connected(hello("s"));
  subscribe(subscriber, {to("#")});
  auto client = bench.client();
  CHECK(client.connect(lasting("c")).topic_alias_maximum == 16);
  auto with_alias = [](Publish message, std::uint16_t alias) {
    message.properties.topic_alias = alias;
    return message;
  };

  client.send(with_alias(publish("a/b", "1"), 16));
  client.send(with_alias(publish("", "2"), 16));
  client.send(with_alias(publish("c/d", "3"), 16));  // The alias changes its meaning.
  client.send(with_alias(publish("", "4"), 16));

  for (const auto& [topic, payload] : std::vector<std::pair<std::string, std::string>>{
           {"a/b", "1"}, {"a/b", "2"}, {"c/d", "3"}, {"c/d", "4"}}) {
    CHECK(subscriber.expect<Publish>() == publish(topic, payload));
  }

  // [MQTT-3.3.2-7]: not carried over.
  client.hang_up();
  auto again = bench.connected(lasting("c"));
  again.send(with_alias(publish("", "5"), 16));
  CHECK(again.expect<Disconnect>().reason == Reason::ProtocolError);
  CHECK(again.is_closed());
}

TEST_CASE("a topic alias beyond the maximum ends the connection [MQTT-3.3.2-9]", "[listener]") {
  ListenerBench bench(lab);
  auto client = bench.connected(hello("c"));
  auto message = publish("a/b", "payload");
  message.properties.topic_alias = std::uint16_t{17};

  client.send(message);

  CHECK(client.expect<Disconnect>().reason == Reason::TopicAliasInvalid);
  CHECK(client.is_closed());
}

TEST_CASE("more messages at a time than the receive maximum: 0x93 [MQTT-3.3.4-9]", "[listener]") {
  const auto qos = GENERATE(Qos::AtLeastOnce, Qos::ExactlyOnce);
  ListenerBench bench([](mqtt::ListenerOptions& options) {
    options.lab = true;
    options.limits.receive_maximum = 2;
  });
  auto client = bench.client();
  CHECK(client.connect(hello("c")).receive_maximum == 2);
  bench.close_gate();
  client.send(publish("a", "1", qos, 1));
  client.send(publish("a", "2", qos, 2));
  client.send(publish("a", "QoS 0 is not counted"));
  CHECK(client.is_quiet());

  client.send(publish("a", "3", qos, 3));

  CHECK(client.expect<Disconnect>().reason == Reason::ReceiveMaximumExceeded);
  CHECK(client.is_closed());
  bench.open_gate();
}

TEST_CASE("a message of QoS 2 is one of the receive maximum until PUBCOMP", "[listener]") {
  ListenerBench bench([](mqtt::ListenerOptions& options) {
    options.lab = true;
    options.limits.receive_maximum = 2;
  });
  auto client = bench.connected(hello("c"));
  for (std::uint16_t id = 1; id <= 2; ++id) {
    client.send(publish("a", "payload", Qos::ExactlyOnce, id));
    CHECK(client.expect<Ack>() == ack(AckKind::Pubrec, id));
  }
  client.send(ack(AckKind::Pubrel, 1));
  CHECK(client.expect<Ack>() == ack(AckKind::Pubcomp, 1));
  client.send(publish("a", "there is room for this", Qos::AtLeastOnce, 3));
  CHECK(client.expect<Ack>() == ack(AckKind::Puback, 3));
  client.send(publish("a", "and for this", Qos::ExactlyOnce, 1));
  CHECK(client.expect<Ack>() == ack(AckKind::Pubrec, 1));

  client.send(publish("a", "not for this", Qos::ExactlyOnce, 3));

  CHECK(client.expect<Disconnect>().reason == Reason::ReceiveMaximumExceeded);
}

TEST_CASE("MQTT 3.1.1 knows no receive maximum: what is too much waits in the socket",
          "[listener]") {
  ListenerBench bench([](mqtt::ListenerOptions& options) {
    options.lab = true;
    options.limits.receive_maximum = 2;
  });
  auto client = bench.connected(hello("c"), kV311);
  bench.close_gate();
  for (std::uint16_t id = 1; id <= 50; ++id) client.send(publish("a", "1", Qos::AtLeastOnce, id));
  REQUIRE(bench.something_waits());
  CHECK(bench.engine().counters().messages <= 2);

  bench.open_gate();

  for (std::uint16_t id = 1; id <= 50; ++id) {
    CHECK(client.expect<Ack>() == ack(AckKind::Puback, id));
  }
}

TEST_CASE("a client may not send a subscription identifier [MQTT-3.3.4-6]", "[listener]") {
  ListenerBench bench(lab);
  auto client = bench.connected(hello("c"));
  auto message = publish("a/b", "payload");
  message.properties.subscription_ids = {1};

  client.send(message);

  CHECK(client.expect<Disconnect>().reason == Reason::ProtocolError);
  CHECK(client.is_closed());
}

TEST_CASE("a packet larger than CONNACK allows ends the connection: 0x95", "[listener]") {
  ListenerBench bench([](mqtt::ListenerOptions& options) {
    options.lab = true;
    options.limits.packet_bytes = 1'000;
  });
  auto client = bench.client();
  CHECK(client.connect(hello("c")).maximum_packet_size == 1'000U);
  client.send(publish("a/b", std::string(900, 'x')));
  CHECK(client.is_quiet());

  client.send(publish("a/b", std::string(1'000, 'x')));

  CHECK(client.expect<Disconnect>().reason == Reason::PacketTooLarge);
  CHECK(client.is_closed());
}

TEST_CASE("what is malformed ends the connection with the reason that the standard names",
          "[listener]") {
  ListenerBench bench(lab);
  auto client = bench.connected(hello("c"));

  client.send_bytes(std::string("\x36\x04\0\1ab", 6));  // QoS 3 [MQTT-3.3.1-4].

  CHECK(client.expect<Disconnect>().reason == Reason::MalformedPacket);
  CHECK(client.is_closed());
}

TEST_CASE("packets that only servers send end the connection", "[listener]") {
  ListenerBench bench(lab);
  Suback suback;
  suback.packet_id = 1;
  suback.reasons = {Reason::Success};
  for (const Packet& packet : {Packet(Connack{}), Packet(suback), Packet(Pingresp{})}) {
    auto client = bench.connected(hello("c"));
    client.send(packet);
    CHECK(client.expect<Disconnect>().reason == Reason::ProtocolError);
    CHECK(client.is_closed());
  }
}

}  // namespace
}  // namespace varde::test
