// Who may connect, and what they may do, as a client meets it.
#include <catch2/catch.hpp>
#include <optional>

#include "tests/unit/links/mqtt_listener/talk.h"

namespace varde::test {
namespace {

using namespace std::chrono_literals;
using Reasons = std::vector<Reason>;

const std::string kOwn = "varde/v1/nordlia/button-1/";
const std::string kOther = "varde/v1/nordlia/leak-1/";

// Has the listener read the file again. It looks once a second by its clock.
void tell(ListenerBench& bench, const std::function<bool()>& done) {
  CHECK(eventually([&] {
    bench.clock().pass(1s);
    return done();
  }));
}

TEST_CASE("a wrong secret, an unknown client: 0x86, in MQTT 3.1.1 return code 4", "[listener]") {
  ListenerBench bench({}, small_clients());
  Connect wrong = named("nordlia/button-1", hello(""));
  wrong.password = secret_of("somebody else");
  Connect none = named("nordlia/button-1", hello(""));
  none.password.reset();
  for (const Connect& connect : {wrong, none, named("nordlia/nobody", hello(""))}) {
    auto client = bench.client();
    const auto answer = client.connect(connect);
    CHECK(answer.reason == Reason::BadUserNameOrPassword);
    CHECK_FALSE(answer.session_present);  // [MQTT-3.2.2-6]
    CHECK(client.is_closed());            // [MQTT-3.2.2-7]
    auto old = bench.client(kV311);
    CHECK(old.connect(connect).reason == Reason::BadUserNameOrPassword);
    CHECK(old.is_closed());
  }
}

TEST_CASE("who has no name is not let in: 0x87, in MQTT 3.1.1 return code 5", "[listener]") {
  ListenerBench bench({}, small_clients());
  for (const Version version : {kV5, kV311}) {
    auto client = bench.client(version);
    CHECK(client.connect(hello("c")).reason == Reason::NotAuthorized);
    CHECK(client.is_closed());
  }
  CHECK(eventually([&] { return bench.counters().refused == 2; }));
}

TEST_CASE("the lab lets in who has no name, but still asks those who have one", "[listener]") {
  ListenerBench bench(lab, small_clients());
  CHECK(bench.client().connect(hello("c")).reason == Reason::Success);
  CHECK(bench.client().connect(named("nordlia/nobody", hello(""))).reason ==
        Reason::BadUserNameOrPassword);

  auto device = bench.connected(named("nordlia/button-1", hello("")));
  CHECK(subscribe(device, {to(kOther + "command")}) == Reasons{Reason::NotAuthorized});
}

TEST_CASE("packets behind a CONNECT that is refused are not taken [MQTT-3.1.4-6]", "[listener]") {
  ListenerBench bench({}, small_clients());
  auto client = bench.client();

  client.send(hello("c"));
  client.send(publish(kOwn + "signal", "payload", Qos::AtLeastOnce, 1));

  CHECK(client.expect<Connack>().reason == Reason::NotAuthorized);
  CHECK(client.is_closed());
  CHECK(bench.stored_payloads().empty());
}

TEST_CASE("a device hears its own topics and no other's", "[listener]") {
  ListenerBench bench({}, small_clients());
  auto device = bench.connected(named("nordlia/button-1", hello("")));

  CHECK(subscribe(device, {to(kOwn + "command"), to(kOther + "command"), to("#"),
                           to(kOwn + "response", Qos::AtLeastOnce), to("varde/v1/nordlia/+/ack"),
                           to(kOwn + "ack", Qos::AtMostOnce), to("$share/g/" + kOwn + "command"),
                           to("$SYS/#"), to("$CONTROL/#")}) ==
        Reasons{Reason::GrantedQos2, Reason::NotAuthorized, Reason::NotAuthorized,
                Reason::GrantedQos1, Reason::NotAuthorized, Reason::Success, Reason::NotAuthorized,
                Reason::NotAuthorized, Reason::NotAuthorized});

  auto old = bench.connected(named("nordlia/button-1", hello("old")), kV311);
  CHECK(subscribe(old, {to(kOther + "command"), to(kOwn + "command")}) ==
        Reasons{Reason::UnspecifiedError, Reason::GrantedQos2});
}

TEST_CASE("a device speaks on its own signal topics and no other", "[listener]") {
  ListenerBench bench({}, small_clients());
  auto device = bench.connected(named("nordlia/button-1", hello("")));

  for (const char* leaf : {"signal", "signal/urgent"}) {
    CHECK(publish_stored(device, publish(kOwn + leaf, "payload")) == Reason::Success);
  }
  for (const std::string& topic :
       std::vector<std::string>{kOther + "signal", kOwn + "command", kOwn + "response",
                                "varde/v1/sorvik/button-1/signal", "$SYS/x"}) {
    CHECK(publish_stored(device, publish(topic, "payload")) == Reason::NotAuthorized);
  }
}

TEST_CASE("a trusted client has the filters that it was given", "[listener]") {
  ListenerBench bench({}, {with_secret(trusted("gateway", {"site/+/up"}, {"site/#"}))});
  auto gateway = bench.connected(named("gateway", hello("")));

  CHECK(publish_stored(gateway, publish("site/1/up", "payload")) == Reason::Success);
  CHECK(publish_stored(gateway, publish("site/1/down", "payload")) == Reason::NotAuthorized);
  CHECK(subscribe(gateway, {to("site/+/down"), to("$share/g/site/1/#"), to("#"), to("other")}) ==
        Reasons{Reason::GrantedQos2, Reason::GrantedQos2, Reason::NotAuthorized,
                Reason::NotAuthorized});
}

TEST_CASE("a client that is removed or disabled is disconnected, the others stay", "[listener]") {
  ListenerBench bench({}, small_clients());
  auto device = bench.connected(named("nordlia/button-1", hello("")));
  auto old = bench.connected(named("nordlia/leak-1", hello("")), kV311);
  auto stays = bench.connected(named("control", hello("")));

  REQUIRE(bench.clients().set_disabled("nordlia/button-1", true).has_value());
  REQUIRE(bench.clients().remove("nordlia/leak-1").has_value());
  tell(bench, [&] { return bench.counters().connected == 1; });

  CHECK(device.expect<Disconnect>().reason == Reason::NotAuthorized);
  CHECK(device.is_closed());
  CHECK(old.is_closed());
  CHECK(stays.is_quiet());
  CHECK(bench.client().connect(named("nordlia/button-1", hello(""))).reason ==
        Reason::BadUserNameOrPassword);
}

TEST_CASE("who comes back with fewer rights has lost the subscriptions beyond them", "[listener]") {
  ListenerBench bench({}, {with_secret(trusted("gateway", {"#"}, {"#"}))});
  auto gateway = bench.connected(named("gateway", lasting("")));
  subscribe(gateway, {to("site/#"), to("secret/#")});
  REQUIRE(bench.clients().remove("gateway").has_value());
  REQUIRE(bench.clients().add({with_secret(trusted("gateway", {"#"}, {"site/#"}))}).has_value());
  tell(bench, [&] { return bench.counters().connected == 0; });

  // The file is taken over as it is now and then: maybe while nobody was in it.
  std::optional<RawMqttClient> let_in;
  REQUIRE(eventually([&] {
    auto client = bench.client();
    const Connack answer = client.connect(named("gateway", lasting("")));
    bench.clock().pass(1s);
    if (is_error(answer.reason)) return false;
    CHECK(answer.session_present);
    let_in = std::move(client);
    return true;
  }));
  RawMqttClient& again = *let_in;
  again.send(publish("secret/1", "not for you"));
  again.send(publish("site/1", "for you"));

  CHECK(again.expect<Publish>().payload == "for you");
}

}  // namespace
}  // namespace varde::test
