// What Varde acknowledges is on disk; what is not stored is never answered with a success.
#include <catch2/catch.hpp>

#include "adapters/host/canonical_encode.h"
#include "adapters/host/canonical_topic.h"
#include "tests/unit/links/mqtt_listener/talk.h"

namespace varde::test {
namespace {

using Texts = std::vector<std::string>;

std::string help_call(std::uint64_t sequence) {
  return adapters::encode_canonical(keyed(signal(SignalKind::HelpCall), sequence),
                                    adapters::Form::Json);
}

Publish call(std::uint64_t sequence, std::uint16_t packet_id = 1) {
  return publish(adapters::signal_topic(device("button-1"), true), help_call(sequence),
                 Qos::AtLeastOnce, packet_id);
}

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
  CHECK(bench.stored_payloads() == Texts{"payload"});
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
  CHECK(bench.stored_payloads() == Texts{"payload"});
}

TEST_CASE("what was acknowledged is there after a crash, what was not is not", "[listener]") {
  const auto qos = GENERATE(Qos::AtLeastOnce, Qos::ExactlyOnce);
  ListenerBench bench(lab);
  auto client = bench.connected(hello("c"));
  client.send(publish("a/b", "acknowledged", qos, 1));
  CHECK(client.expect<Ack>().reason == Reason::Success);
  bench.close_gate();
  client.send(publish("a/b", "not yet", qos, 2));
  REQUIRE(bench.something_waits());

  bench.crash();

  CHECK(bench.stored_payloads() == Texts{"acknowledged"});
}

TEST_CASE("subscribers hear a message when it is on disk, not before", "[listener]") {
  const auto qos = GENERATE(Qos::AtMostOnce, Qos::AtLeastOnce, Qos::ExactlyOnce);
  ListenerBench bench(lab);
  auto subscriber = bench.connected(hello("s"));
  subscribe(subscriber, {to("a/#")});
  auto client = bench.connected(hello("c"));
  bench.close_gate();

  client.send(publish("a/b", "payload", qos, qos == Qos::AtMostOnce ? 0 : 1));
  REQUIRE(bench.something_waits());
  CHECK(subscriber.is_quiet());

  bench.open_gate();
  CHECK(subscriber.expect<Publish>().payload == "payload");
}

TEST_CASE("a session that is to last is on disk before CONNACK and SUBACK say so", "[listener]") {
  const auto version = GENERATE(kV5, kV311);
  ListenerBench bench(lab);
  auto other = bench.connected(hello("other"));
  auto client = bench.client(version);
  Connect connect = lasting("c");
  connect.version = version;
  bench.close_gate();

  client.send(connect);
  REQUIRE(bench.something_waits());
  CHECK(other.is_quiet());
  CHECK(client.has_heard_nothing());
  bench.open_gate();
  CHECK(client.expect<Connack>().reason == Reason::Success);

  bench.close_gate();
  Subscribe wish;
  wish.packet_id = 1;
  wish.subscriptions = {to("a/#")};
  client.send(wish);
  REQUIRE(bench.something_waits());
  CHECK(other.is_quiet());
  CHECK(client.has_heard_nothing());
  bench.open_gate();
  CHECK(client.expect<Suback>().packet_id == 1);
}

TEST_CASE("storage is low: MQTT 5 is told 0x97 and stays connected", "[listener]") {
  ListenerBench bench(lab);
  auto client = bench.connected(hello("c"));
  bench.engine().set_storage_low(true);

  client.send(publish("a/b", "1", Qos::AtLeastOnce, 1));
  CHECK(client.expect<Ack>() == ack(AckKind::Puback, 1, Reason::QuotaExceeded));
  client.send(publish("a/b", "2", Qos::ExactlyOnce, 2));
  CHECK(client.expect<Ack>() == ack(AckKind::Pubrec, 2, Reason::QuotaExceeded));
  client.send(publish("a/b", "0"));
  CHECK(client.is_quiet());
  CHECK(bench.stored_payloads().empty());
  CHECK(eventually([&] { return bench.counters().refused_messages == 3; }));

  bench.engine().set_storage_low(false);
  client.send(publish("a/b", "again", Qos::ExactlyOnce, 2));
  CHECK(client.expect<Ack>() == ack(AckKind::Pubrec, 2));
  CHECK(bench.stored_payloads() == Texts{"again"});
}

TEST_CASE("storage is low: MQTT 3.1.1 is closed, as it knows no refusal", "[listener]") {
  const auto qos = GENERATE(Qos::AtLeastOnce, Qos::ExactlyOnce);
  ListenerBench bench(lab);
  auto client = bench.connected(hello("c"), kV311);
  bench.engine().set_storage_low(true);

  client.send(publish("a/b", "payload", qos, 1));

  CHECK(client.is_closed());
  CHECK(bench.stored_payloads().empty());
}

TEST_CASE("a message that its client has no right to: 0x87, or closed [MQTT-3.3.5-2]",
          "[listener]") {
  ListenerBench bench({}, small_clients());
  const auto elsewhere = adapters::signal_topic(device("leak-1"), false);
  auto client = bench.connected(named("nordlia/button-1", hello("")));

  client.send(publish(elsewhere, "1", Qos::AtLeastOnce, 1));
  CHECK(client.expect<Ack>() == ack(AckKind::Puback, 1, Reason::NotAuthorized));
  client.send(publish(elsewhere, "2", Qos::ExactlyOnce, 2));
  CHECK(client.expect<Ack>() == ack(AckKind::Pubrec, 2, Reason::NotAuthorized));
  client.send(publish(elsewhere, "0"));
  CHECK(client.is_quiet());

  auto old = bench.connected(named("nordlia/button-1", hello("old")), kV311);
  old.send(publish(elsewhere, "3", Qos::AtLeastOnce, 1));
  CHECK(old.is_closed());
  CHECK(bench.stored_payloads().empty());
}

TEST_CASE("a payload that is not the text it claims to be: 0x99", "[listener]") {
  ListenerBench bench(lab);
  auto client = bench.connected(hello("c"));
  auto claims = publish("a/b", "\xFF", Qos::AtLeastOnce, 1);
  claims.properties.payload_format = std::uint8_t{1};

  client.send(claims);
  CHECK(client.expect<Ack>() == ack(AckKind::Puback, 1, Reason::PayloadFormatInvalid));
  claims.qos = Qos::ExactlyOnce;
  client.send(claims);
  CHECK(client.expect<Ack>() == ack(AckKind::Pubrec, 1, Reason::PayloadFormatInvalid));

  claims.properties.payload_format = std::uint8_t{0};
  CHECK(publish_stored(client, claims) == Reason::Success);
  CHECK(bench.stored_payloads() == Texts{"\xFF"});
}

TEST_CASE("a topic beyond 64 levels is refused, as no filter could hear it: 0x90", "[listener]") {
  ListenerBench bench(lab);
  auto client = bench.connected(hello("c"));
  std::string levels = "1";
  for (int i = 2; i <= 65; ++i) levels += "/" + std::to_string(i);

  client.send(publish(levels, "payload", Qos::AtLeastOnce, 1));

  CHECK(client.expect<Ack>() == ack(AckKind::Puback, 1, Reason::TopicNameInvalid));
}

TEST_CASE("an application ack says where the message stands and which alarm it raised",
          "[listener]") {
  ListenerBench bench({}, small_clients());
  auto client = bench.connected(named("nordlia/button-1", hello("")));
  const auto ack_topic = adapters::ack_topic(device("button-1"));
  subscribe(client, {to(ack_topic)});
  Publish message = call(1);
  message.properties.response_topic = ack_topic;
  message.properties.correlation_data = "press-1";
  bench.close_gate();

  client.send(message);
  REQUIRE(bench.something_waits());
  CHECK(client.is_quiet());
  bench.open_gate();

  CHECK(client.expect<Ack>() == ack(AckKind::Puback, 1));
  const auto told = client.expect<Publish>();
  CHECK(told.topic == ack_topic);
  CHECK(told.properties.correlation_data == "press-1");
  CHECK(told.properties.content_type == "application/json");
  const auto raised = bench.all<core::AlarmRaised>().back();
  CHECK(told.payload == adapters::encode_stored_notice(raised.cause, raised.alarm, false));

  client.send(ack(AckKind::Puback, told.packet_id));
  message.dup = true;
  client.send(message);
  CHECK(client.expect<Ack>() == ack(AckKind::Puback, 1));
  CHECK(client.expect<Publish>().payload ==
        adapters::encode_stored_notice(LogPosition(), raised.alarm, true));
}

TEST_CASE("no application ack goes where its sender may not listen", "[listener]") {
  ListenerBench bench({}, small_clients());
  auto victim = bench.connected(named("nordlia/leak-1", hello("")));
  const auto command_topic = adapters::command_topic(device("leak-1"));
  subscribe(victim, {to(command_topic)});
  auto client = bench.connected(named("nordlia/button-1", hello("")));
  Publish message = call(1);
  message.properties.response_topic = command_topic;

  client.send(message);

  CHECK(client.expect<Ack>() == ack(AckKind::Puback, 1));
  CHECK(victim.is_quiet());
}

TEST_CASE("nothing is acknowledged when the broker stops before it is on disk", "[listener]") {
  ListenerBench bench(lab);
  auto client = bench.connected(hello("c"));
  bench.close_gate();
  client.send(publish("a/b", "payload", Qos::AtLeastOnce, 1));
  REQUIRE(bench.something_waits());

  bench.stop();

  CHECK(client.expect<Disconnect>().reason == Reason::ServerShuttingDown);
  CHECK(client.is_closed());
}

}  // namespace
}  // namespace varde::test
