// What the bridge promises while everything works, and its promise about acknowledging.
#include <catch2/catch.hpp>
#include <chrono>
#include <set>

#include "tests/support/eventually.h"
#include "tests/support/mqtt_client.h"
#include "tests/system/bridge_bench.h"

namespace varde::test {
namespace {

using namespace std::chrono_literals;
using links::MqttVersion;

std::set<std::uint64_t> sequences(const Broker& broker) {
  std::set<std::uint64_t> found;
  for (const auto& message : broker.logged<core::MessageReceived>()) {
    found.insert(message.signals.at(0).key->sequence);
  }
  return found;
}

}  // namespace

TEST_CASE("a message reaches the log with its bytes as they were", "[bridge]") {
  const auto version = GENERATE(MqttVersion::V5, MqttVersion::V311);
  const std::string topic = GENERATE(kTopic, kUrgentTopic);
  Mosquitto mosquitto;
  Broker broker;
  auto options = options_for(mosquitto);
  options.version = version;
  broker.connect(options);

  MqttClient(mosquitto.server()).publish(topic, help_call(7));

  REQUIRE(eventually([&] { return broker.received() == 1; }));
  const auto message = broker.logged<core::MessageReceived>().at(0);
  CHECK(message.raw.link == LinkId("mosquitto"));
  CHECK(message.raw.topic == topic);
  CHECK(message.raw.payload == help_call(7));
  CHECK_FALSE(message.raw.retained);
  CHECK(message.device == device("button-1"));
  CHECK(message.signals.at(0).kind == core::SignalKind::HelpCall);
  REQUIRE(eventually([&] { return broker.logged<core::AlarmRaised>().size() == 1; }));
}

TEST_CASE("a retained message is told apart from news", "[bridge]") {
  Mosquitto mosquitto;
  MqttClient(mosquitto.server()).publish(kTopic, help_call(1), true);
  Broker broker;

  broker.connect(options_for(mosquitto));

  REQUIRE(eventually([&] { return broker.received() == 1; }));
  CHECK(broker.logged<core::MessageReceived>().at(0).raw.retained);
}

TEST_CASE("what cannot be decoded is kept with its reason, and acknowledged", "[bridge]") {
  Mosquitto mosquitto;
  Broker broker;
  broker.connect(options_for(mosquitto));
  MqttClient device(mosquitto.server());

  device.publish(kTopic, R"({"kind":"help_cal"})");
  device.publish(kTopic, std::string(1024 * 1024 + 7, 'x'));
  device.publish(kTopic, heartbeat(1));  // Comes only when the two before were acknowledged.

  REQUIRE(eventually([&] { return broker.received() == 1; }));
  const auto kept = broker.logged<core::MessageUndecodable>();
  REQUIRE(kept.size() == 2);
  CHECK(kept[0].failure.kind == core::DecodeFailureKind::UnknownKind);
  CHECK(kept[1].failure.kind == core::DecodeFailureKind::PayloadTooLarge);
  CHECK(kept[1].raw.payload_size == 1024 * 1024 + 7);
  CHECK(kept[1].raw.payload.size() == 1024 * 1024);
}

TEST_CASE("a device that asks is told where its message stands and which alarm it raised",
          "[bridge]") {
  Mosquitto mosquitto;
  Broker broker;
  broker.connect(options_for(mosquitto));
  MqttClient device(mosquitto.server());
  device.subscribe("varde/v1/nordlia/button-1/ack");
  device.subscribe("somewhere/else");

  device.publish_asking(kTopic, help_call(1), "somewhere/else", "not its own");
  device.publish_asking(kTopic, help_call(2), "varde/v1/nordlia/button-1/ack", "question 2");

  std::vector<MqttClient::Message> heard;
  REQUIRE(eventually([&] {
    for (auto& message : device.take()) heard.push_back(std::move(message));
    return !heard.empty();
  }));
  REQUIRE(heard.size() == 1);
  CHECK(heard[0].topic == "varde/v1/nordlia/button-1/ack");
  CHECK(heard[0].correlation_data == "question 2");
  const auto stored = broker.logged<core::MessageReceived>();
  CHECK(stored.size() == 2);
  CHECK(heard[0].payload.find("\"alarm\":\"1\"") != std::string::npos);
  CHECK(heard[0].payload.find("\"position\":") != std::string::npos);
}

TEST_CASE("a message that is not on disk is not acknowledged when the bridge stops", "[bridge]") {
  const auto version = GENERATE(MqttVersion::V5, MqttVersion::V311);
  Mosquitto mosquitto;
  auto options = options_for(mosquitto);
  options.version = version;
  {
    Broker broker;
    broker.connect(options);
    REQUIRE(eventually([&] { return !broker.logged<core::LinkChanged>().empty(); }));
    broker.log().close_gate();
    MqttClient(mosquitto.server()).publish(kTopic, help_call(1));
    REQUIRE(eventually([&] { return broker.log().somebody_waits(); }));
    REQUIRE(broker.received() == 0);
    broker.stop_bridge();
  }

  Broker next;
  next.connect(options);

  REQUIRE(eventually([&] { return next.received() == 1; }));
  CHECK(sequences(next) == std::set<std::uint64_t>{1});
}

TEST_CASE("a message that is on disk is acknowledged and does not come again", "[bridge]") {
  Mosquitto mosquitto;
  {
    Broker broker;
    broker.connect(options_for(mosquitto));
    MqttClient device(mosquitto.server());
    device.publish(kTopic, heartbeat(1));
    device.publish(kTopic, heartbeat(2));  // Comes after the acknowledgement of the first.
    REQUIRE(eventually([&] { return broker.received() == 2; }));
  }

  Broker next;
  next.connect(options_for(mosquitto));
  MqttClient(mosquitto.server()).publish(kTopic, heartbeat(3));

  REQUIRE(eventually([&] { return sequences(next).contains(3); }));
  CHECK_FALSE(sequences(next).contains(1));
}

TEST_CASE("a message that was stored but not acknowledged comes again and counts once",
          "[bridge]") {
  Mosquitto mosquitto;
  Broker broker;
  broker.connect(options_for(mosquitto));
  REQUIRE(eventually([&] { return !broker.logged<core::LinkChanged>().empty(); }));
  broker.log().close_gate();
  MqttClient(mosquitto.server()).publish(kTopic, help_call(1));
  REQUIRE(eventually([&] { return broker.log().somebody_waits(); }));
  broker.stop_bridge();
  broker.log().open_gate();
  REQUIRE(eventually([&] { return broker.received() == 1; }));

  broker.connect(options_for(mosquitto));

  REQUIRE(eventually([&] { return broker.engine().counters().repeated == 1; }));
  CHECK(broker.logged<core::MessageReceived>().size() == 1);
}

TEST_CASE("while storage is low nothing is acknowledged, and then everything arrives", "[bridge]") {
  Mosquitto mosquitto;
  Broker broker;
  broker.connect(options_for(mosquitto));
  broker.engine().set_storage_low(true);
  MqttClient(mosquitto.server()).publish(kTopic, help_call(1));
  REQUIRE(eventually([&] { return broker.engine().counters().refused_storage >= 2; }));

  SECTION("when there is room again") {
    broker.engine().set_storage_low(false);

    REQUIRE(eventually([&] { return broker.received() == 1; }));
  }
  SECTION("also when the bridge stops while it waits") {
    broker.stop_bridge();
    broker.engine().set_storage_low(false);
    REQUIRE(broker.received() == 0);

    broker.connect(options_for(mosquitto));

    REQUIRE(eventually([&] { return broker.received() == 1; }));
  }
}

TEST_CASE("a help call does not wait behind the backlog of the external broker", "[bridge]") {
  constexpr std::size_t kBacklog = 20'000;
  Mosquitto mosquitto;
  Broker broker(1ms);
  broker.connect(options_for(mosquitto));
  broker.stop_bridge();
  MqttClient device(mosquitto.server());
  device.publish_many(kTopic, kBacklog, heartbeat);

  broker.start_bridge(options_for(mosquitto));
  REQUIRE(eventually([&] { return broker.received() > 100; }));
  const auto sent = std::chrono::steady_clock::now();
  device.publish(kUrgentTopic, help_call(1'000'000));

  REQUIRE(eventually([&] { return !broker.logged<core::AlarmRaised>().empty(); }));
  const auto took = std::chrono::steady_clock::now() - sent;
  WARN("a help call took " << std::chrono::duration_cast<std::chrono::milliseconds>(took).count()
                           << " ms to the log, beside " << kBacklog - broker.received()
                           << " waiting messages");
  CHECK(took < 2s);
  CHECK(broker.received() < kBacklog / 2);
}

TEST_CASE("several sessions share the bulk, each message once", "[bridge]") {
  Mosquitto mosquitto;
  Broker broker(1ms);
  auto options = options_for(mosquitto);
  options.sessions = 4;
  broker.connect(options);
  MqttClient device(mosquitto.server());

  device.publish_many(kTopic, 3'000, [](std::size_t i) { return heartbeat(i + 1); });

  REQUIRE(eventually([&] { return broker.received() == 3'000; }, 30s));
  CHECK(broker.engine().counters().commits < 2'500);  // Commits were shared.
}

TEST_CASE("a device is told how far the response to its call has come", "[bridge]") {
  Mosquitto mosquitto;
  Broker broker;
  broker.connect(options_for(mosquitto));
  MqttClient device(mosquitto.server());
  device.subscribe("varde/v1/nordlia/button-1/response");

  device.publish(kUrgentTopic, help_call(1));

  REQUIRE(eventually([&] { return !broker.logged<core::AlarmRaised>().empty(); }));
  const auto kari = operator_named("kari");
  broker.engine().post(core::ConnectConsole{kari.session, kari.user});
  const auto alarm = broker.logged<core::AlarmRaised>().at(0).alarm;
  REQUIRE(broker.engine().command({kari, "", alarm, core::Claim{}}, [](const auto&) {}));
  std::vector<MqttClient::Message> told;
  REQUIRE(eventually([&] {
    for (auto& message : device.take()) told.push_back(std::move(message));
    return !told.empty() && told.back().payload.find("claimed") != std::string::npos;
  }));
  REQUIRE(eventually([&] {
    const auto concluded = broker.logged<core::EffectConcluded>();
    return !concluded.empty() && concluded.size() == broker.logged<core::EffectRequested>().size();
  }));
  for (const auto& effect : broker.logged<core::EffectConcluded>()) {
    CHECK(effect.outcome == core::EffectOutcome::Delivered);
  }
}

}  // namespace varde::test
