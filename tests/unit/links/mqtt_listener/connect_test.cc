// CONNECT, CONNACK, PINGREQ, DISCONNECT and AUTH (sections 3.1, 3.2, 3.12 to 3.15).
#include <catch2/catch.hpp>

#include "adapters/host/canonical_topic.h"
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
  const char version = GENERATE('\3', '\6');
  ListenerBench bench(lab);
  auto client = bench.client(kV311);

  client.send_bytes(std::string("\x10\x0d\0\4MQTT", 8) + version + std::string("\2\0\0\0\1c", 6));

  CHECK(client.expect<Connack>().reason == Reason::UnsupportedProtocolVersion);
  CHECK(client.is_closed());
}

TEST_CASE("a CONNECT that cannot be read is told so in MQTT 5, and closed in 3.1.1 [MQTT-3.1.4-1]",
          "[listener]") {
  ListenerBench bench(lab);
  auto client = bench.client(kV5);
  client.send_bytes(std::string("\x10\x0d\0\4MQTT\5\1\0\0\0\0\0", 15));  // A reserved flag.
  CHECK(client.expect<Connack>().reason == Reason::MalformedPacket);
  CHECK(client.is_closed());

  auto old = bench.client(kV311);
  old.send_bytes(std::string("\x10\x0c\0\4MQTT\4\1\0\0\0\0", 14));
  CHECK(old.is_closed());
  CHECK(eventually([&] { return bench.counters().refused == 2; }));
}

TEST_CASE("CONNACK says what the listener takes", "[listener]") {
  ListenerBench bench(lab);
  auto client = bench.client();

  const Connack answer = client.connect(hello("c"));

  CHECK(answer.reason == Reason::Success);
  CHECK_FALSE(answer.session_present);
  CHECK(answer.receive_maximum == 256);
  CHECK(answer.maximum_packet_size == 1'114'112U);
  CHECK(answer.topic_alias_maximum == 16);
  // What is not sent has the standard's default: all of it is there.
  CHECK_FALSE(answer.maximum_qos.has_value());
  CHECK_FALSE(answer.retain_available.has_value());
  CHECK_FALSE(answer.wildcard_subscription_available.has_value());
  CHECK_FALSE(answer.subscription_identifiers_available.has_value());
  CHECK_FALSE(answer.shared_subscription_available.has_value());
  CHECK_FALSE(answer.session_expiry_s.has_value());
  CHECK(answer.assigned_client_id.empty());
  CHECK(answer.response_information.empty());  // [MQTT-3.1.2-28]
  CHECK(answer.server_reference.empty());
}

TEST_CASE(
    "a client without an identifier is given one that nobody has [MQTT-3.1.3-6] "
    "[MQTT-3.2.2-16]",
    "[listener]") {
  ListenerBench bench(lab);
  auto first = bench.client();
  auto second = bench.client();

  const auto its = first.connect(hello("")).assigned_client_id;
  const auto other = second.connect(lasting("")).assigned_client_id;

  CHECK_FALSE(its.empty());
  CHECK_FALSE(other.empty());
  CHECK(its != other);
  second.hang_up();
  auto again = bench.client();
  CHECK(again.connect(lasting(other)).session_present);
}

TEST_CASE("in MQTT 3.1.1 only a clean session needs no identifier [MQTT-3.1.3-8]", "[listener]") {
  ListenerBench bench(lab);
  auto clean = bench.client(kV311);
  auto lasts = bench.client(kV311);

  CHECK(clean.connect(hello("")).reason == Reason::Success);
  CHECK(lasts.connect(lasting("")).reason == Reason::ClientIdentifierNotValid);
  CHECK(lasts.is_closed());
}

TEST_CASE("an identifier beyond the limit is refused: 0x85", "[listener]") {
  const auto version = GENERATE(kV5, kV311);
  ListenerBench bench(lab);

  CHECK(bench.client(version).connect(hello(std::string(256, 'c'))).reason == Reason::Success);
  auto client = bench.client(version);
  CHECK(client.connect(hello(std::string(257, 'c'))).reason == Reason::ClientIdentifierNotValid);
  CHECK(client.is_closed());
}

TEST_CASE("an identifier may hold any text [MQTT-3.1.3-5]", "[listener]") {
  ListenerBench bench(lab);
  for (const char* id : {"0123456789abcdefghijkABCDEFGHIJK", "å b/c#+", "$SYS"}) {
    auto client = bench.client();
    CHECK_FALSE(client.connect(lasting(id)).session_present);
    CHECK(client.is_quiet());
  }
}

TEST_CASE("enhanced authentication is not offered: 0x8C", "[listener]") {
  ListenerBench bench(lab);
  auto client = bench.client();
  Connect connect = hello("c");
  connect.authentication_method = "SCRAM-SHA-256";

  CHECK(client.connect(connect).reason == Reason::BadAuthenticationMethod);
  CHECK(client.is_closed());
}

TEST_CASE("AUTH where none was agreed ends the connection [MQTT-4.12.0-6]", "[listener]") {
  ListenerBench bench(lab);
  auto client = bench.connected(hello("c"));
  mqtt::Auth auth;
  auth.reason = Reason::Reauthenticate;
  auth.authentication_method = "SCRAM-SHA-256";

  client.send(auth);

  CHECK(client.expect<Disconnect>().reason == Reason::ProtocolError);
  CHECK(client.is_closed());
}

TEST_CASE("a client may send at once, without waiting for CONNACK", "[listener]") {
  const auto version = GENERATE(kV5, kV311);
  ListenerBench bench(lab);
  auto client = bench.client(version);
  Connect connect = lasting("c");
  connect.version = version;
  bench.close_gate();

  client.send(connect);
  client.send(publish("a/b", "payload", Qos::AtLeastOnce, 1));
  client.send(Pingreq{});
  REQUIRE(bench.something_waits());
  bench.open_gate();

  CHECK(client.expect<Connack>().reason == Reason::Success);  // First [MQTT-3.2.0-1].
  bool ponged = false;
  for (int i = 0; i < 2; ++i) {
    const auto packet = client.receive();
    REQUIRE(packet);
    ponged |= std::holds_alternative<Pingresp>(*packet);
  }
  CHECK(ponged);
  CHECK(bench.stored_payloads() == std::vector<std::string>{"payload"});
}

TEST_CASE("PINGREQ is answered [MQTT-3.12.4-1]", "[listener]") {
  const auto version = GENERATE(kV5, kV311);
  ListenerBench bench(lab);
  auto client = bench.connected(hello("c"), version);

  client.send(Pingreq{});

  CHECK_NOTHROW(client.expect<Pingresp>());
}

TEST_CASE("who is silent for one and a half times the keep-alive is closed [MQTT-3.1.2-22]",
          "[listener]") {
  ListenerBench bench(lab);
  Connect connect = hello("c");
  connect.keep_alive_s = 1;
  auto client = bench.connected(connect);
  connect.client_id = "old";
  auto old = bench.connected(connect, kV311);
  connect.client_id = "0";
  connect.keep_alive_s = 0;
  auto endless = bench.connected(connect, kV311);
  const auto connected_at = std::chrono::steady_clock::now();

  CHECK(client.expect<Disconnect>().reason == Reason::KeepAliveTimeout);
  CHECK(client.is_closed());
  CHECK(old.is_closed());
  CHECK(std::chrono::steady_clock::now() - connected_at > std::chrono::milliseconds(1'400));
  CHECK(endless.is_quiet());
}

TEST_CASE("the keep-alive counts from CONNECT, and not while the listener takes nothing",
          "[listener]") {
  ListenerBench bench(lab);
  Connect connect = lasting("c");
  connect.keep_alive_s = 1;
  auto other = bench.connected(hello("other"));
  auto client = bench.client();
  bench.close_gate();
  client.send(connect);
  REQUIRE(bench.something_waits());

  // Until another client with the same keep-alive, which is listened to, has been given up.
  connect = hello("silent");
  connect.keep_alive_s = 1;
  auto silent = bench.connected(connect);
  CHECK(silent.expect<Disconnect>().reason == Reason::KeepAliveTimeout);
  bench.open_gate();

  CHECK(client.expect<Connack>().reason == Reason::Success);
  CHECK(client.is_quiet());
}

TEST_CASE("MQTT 5 is told the keep-alive that holds, if it is not its own [MQTT-3.2.2-21]",
          "[listener]") {
  ListenerBench bench(lab);
  const auto told = [&](std::uint16_t asked) {
    Connect connect = hello("c");
    connect.keep_alive_s = asked;
    return bench.client().connect(connect).server_keep_alive_s;
  };

  CHECK(told(0) == 600);
  CHECK(told(601) == 600);
  CHECK_FALSE(told(600).has_value());
  CHECK_FALSE(told(30).has_value());
}

TEST_CASE("a device that asks is told where it is answered", "[listener]") {
  ListenerBench bench({}, small_clients());
  Connect connect = named("nordlia/button-1", hello(""));
  connect.request_response_information = true;

  CHECK(bench.client().connect(connect).response_information ==
        adapters::ack_topic(device("button-1")));
}

TEST_CASE("who wants no words gets the code only [MQTT-3.1.2-29]", "[listener]") {
  ListenerBench bench({}, small_clients());
  Connect connect = hello("c");
  CHECK_FALSE(bench.client().connect(connect).reason_string.empty());

  connect.request_problem_information = false;

  CHECK(bench.client().connect(connect).reason_string.empty());
}

TEST_CASE("a broker on standby sends everybody to the other: 0x9C, or return code 3",
          "[listener]") {
  ListenerBench bench([](mqtt::ListenerOptions& options) {
    options.lab = true;
    options.redirect_to = "broker-2.example:8883";
  });
  auto client = bench.client();
  const Connack answer = client.connect(hello("c"));
  CHECK(answer.reason == Reason::UseAnotherServer);
  CHECK(answer.server_reference == "broker-2.example:8883");
  CHECK(client.is_closed());

  auto old = bench.client(kV311);
  CHECK(old.connect(hello("c")).reason == Reason::ServerUnavailable);
  CHECK(old.is_closed());
}

TEST_CASE("after DISCONNECT the listener closes and takes nothing more [MQTT-3.14.4-2]",
          "[listener]") {
  const auto version = GENERATE(kV5, kV311);
  ListenerBench bench(lab);
  auto client = bench.connected(hello("c"), version);

  client.send(Disconnect{});
  client.send(publish("a/b", "too late"));

  CHECK(client.is_closed());
  CHECK(bench.stored_payloads().empty());
}

TEST_CASE("a broker that stops says so: 0x8B, in MQTT 3.1.1 it closes", "[listener]") {
  ListenerBench bench(lab);
  auto client = bench.connected(hello("c"));
  auto old = bench.connected(hello("old"), kV311);

  bench.stop();

  CHECK(client.expect<Disconnect>().reason == Reason::ServerShuttingDown);
  CHECK(client.is_closed());
  CHECK(old.is_closed());
}

}  // namespace
}  // namespace varde::test
