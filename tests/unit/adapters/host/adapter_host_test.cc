#include "adapters/host/adapter_host.h"

#include <catch2/catch.hpp>

#include "adapters/host/canonical.h"
#include "tests/support/eventually.h"
#include "tests/unit/adapters/host/host_bench.h"

namespace varde::test {
namespace {

using adapters::Decoded;
using adapters::NoRoomToDecode;
using core::DecodeFailureKind;

// Says what it was told.
constexpr const char* kEcho =
    "function normalize(m) { if (m.text === 'throw') throw new Error('payload: no');"
    " if (m.text === 'bad') return {};"
    " if (m.text === 'call') return [{kind: 'help_call', state: 'active'}];"
    " return [{kind: 'heartbeat', state: 'active', text: m.text}]; }";

std::string text_of(const core::FieldMessage& message) { return signals_of(message).at(0).text; }

// Reads all under `compiled/`; says the length of what it got.
class Counting final : public adapters::CompiledAdapter {
 public:
  std::string_view id() const override { return "counting"; }
  std::vector<std::string> filters() const override { return {"compiled/#"}; }
  bool reads(std::string_view topic) const override { return topic.starts_with("compiled/"); }
  std::string order_of(std::string_view topic) const override { return std::string(topic); }
  adapters::CompiledAnswer decode(std::string_view topic, std::string_view payload,
                                  Instant /*now*/) override {
    adapters::CompiledAnswer answer;
    answer.address = std::string(topic.substr(9));
    if (payload == "bad") {
      answer.failure = core::DecodeFailure{DecodeFailureKind::Malformed, "bad"};
      answer.publish.push_back({"compiled/again", "please", 1, false});
      return answer;
    }
    answer.signals.push_back({std::nullopt, signal(SignalKind::WaterLeak)});
    answer.signals[0].signal.text = std::to_string(payload.size());
    return answer;
  }
};

}  // namespace

TEST_CASE("a vendor's message becomes its device's signals, with the message as it came",
          "[adapter_host]") {
  HostSetup setup;
  setup.adapters = {vendor_adapter("zigbee2mqtt")};
  setup.devices = {vendor_device("leak-1", "zigbee2mqtt", "cellar", "leak")};
  HostBench bench(std::move(setup));

  const auto message = bench.decode("zigbee2mqtt/cellar", R"({"water_leak":true})");

  CHECK(message.device == device("leak-1"));
  CHECK(message.raw.payload == R"({"water_leak":true})");
  CHECK(message.raw.payload_size == message.raw.payload.size());
  REQUIRE(signals_of(message).size() == 1);
  CHECK(signals_of(message)[0].kind == SignalKind::WaterLeak);
  CHECK(signals_of(message)[0].state == SignalState::Active);
  CHECK(signals_of(message)[0].level);
}

TEST_CASE("a device in no register is heard under an id of its own, in its use's municipality",
          "[adapter_host]") {
  HostSetup setup;
  setup.adapters = {vendor_adapter("zigbee2mqtt")};
  setup.uses = {{"zigbee2mqtt", MunicipalityId("sorvik"), "house/", {}}};
  HostBench bench(std::move(setup));

  const auto message = bench.decode("house/zigbee2mqtt/cellar", R"({"water_leak":true})");

  CHECK(message.device ==
        core::DeviceRef{MunicipalityId("sorvik"), DeviceId("zigbee2mqtt:cellar")});
  CHECK(signals_of(message).size() == 1);
}

TEST_CASE("what cannot be read comes back with the message and why", "[adapter_host]") {
  const TempDir dir;
  HostSetup setup;
  setup.adapters = {own_adapter(dir, "echo", kEcho)};
  setup.devices = {vendor_device("d1", "echo", "d1", "bulk")};
  HostBench bench(std::move(setup));

  const auto threw = bench.decode("echo/d1", "throw");
  const auto bad = bench.decode("echo/d1", "bad");
  const auto not_claimed = bench.decode("echo/d1", "call");
  const auto large = bench.decode("echo/d1", std::string(adapters::kLargestPayload + 1, 'x'));
  const auto good = bench.decode("echo/d1", "hello");

  CHECK(failure_of(threw) == DecodeFailureKind::Malformed);
  CHECK(std::get<core::DecodeFailure>(threw.content).reason == "payload: no");
  CHECK(threw.raw.payload == "throw");
  CHECK(failure_of(bad) == DecodeFailureKind::BadResult);
  CHECK(failure_of(not_claimed) == DecodeFailureKind::BadResult);
  CHECK(failure_of(large) == DecodeFailureKind::PayloadTooLarge);
  CHECK(large.device == device("d1"));
  CHECK(large.raw.payload.size() == adapters::kLargestPayload + 1);
  CHECK(text_of(good) == "hello");
  const auto counters = bench.host().counters();
  CHECK(counters.decoded == 5);
  CHECK(counters.failed == 4);
  CHECK(counters.waiting_bulk == 0);
  CHECK(bench.changes().empty());
}

TEST_CASE("Varde's own topics are Varde's, and what no adapter reads is undecodable",
          "[adapter_host]") {
  HostSetup setup;
  setup.adapters = {vendor_adapter("zigbee2mqtt")};
  HostBench bench(std::move(setup));

  const auto own = bench.decode("varde/v1/nordlia/button-1/signal", R"({"kind":"help_call"})");
  const auto unknown = bench.decode("tasmota/x", "{}");
  const auto no_text = bench.decode("zigbee2mqtt/\xFF", "{}");

  CHECK(own.device == device("button-1"));
  CHECK(signals_of(own)[0].kind == SignalKind::HelpCall);
  CHECK(failure_of(unknown) == DecodeFailureKind::UnknownTopic);
  CHECK(failure_of(no_text) == DecodeFailureKind::UnknownTopic);
  CHECK(no_text.raw.topic == "zigbee2mqtt/\\xFF");
  CHECK(bench.host().filters(LinkId("mosquitto")) == std::vector<std::string>{"zigbee2mqtt/#"});
}

TEST_CASE("messages of one device are decoded each when the one before is settled",
          "[adapter_host]") {
  const TempDir dir;
  HostSetup setup;
  setup.adapters = {own_adapter(dir, "echo", kEcho)};
  HostBench bench(std::move(setup));
  bench.keep_turns();
  for (const auto* const text : {"a1", "a2", "a3"}) REQUIRE(bench.send("echo/a", text));
  REQUIRE(bench.send("echo/b", "b1"));
  auto answers = bench.wait_for(2);
  REQUIRE(text_of(answers[0]) == "a1");
  REQUIRE(text_of(answers[1]) == "b1");
  CHECK(bench.host().counters().waiting_bulk == 2);

  bench.give_turns_back();
  answers = bench.wait_for(3);
  CHECK(text_of(answers[2]) == "a2");
  bench.give_turns_back();
  answers = bench.wait_for(4);

  CHECK(text_of(answers[3]) == "a3");
  CHECK(bench.host().counters().waiting_bulk == 0);
}

TEST_CASE("of each device the order stays, with several workers", "[adapter_host]") {
  const TempDir dir;
  HostSetup setup;
  setup.adapters = {
      own_adapter(dir, "echo",
                  "function normalize(m) { for (let i = 0; i < (50 - m.payload) * 200; i++);"
                  " return [{kind: 'heartbeat', state: 'active', text: m.text}]; }")};
  setup.bulk_workers = 2;
  HostBench bench(std::move(setup));

  for (int i = 0; i < 50; ++i) {
    for (const auto* const each : {"echo/a", "echo/b", "echo/c", "echo/d"}) {
      REQUIRE(bench.send(each, std::to_string(i)));
    }
  }

  std::map<core::DeviceRef, int> next;
  for (const auto& message : bench.wait_for(200)) {
    CHECK(text_of(message) == std::to_string(next[message.device]++));
  }
}

TEST_CASE("where there is no room the message stays with its link, and urgent ones have their own",
          "[adapter_host]") {
  const TempDir dir;
  HostSetup setup;
  setup.adapters = {own_adapter(dir, "echo", kEcho)};
  setup.devices = {vendor_device("button", "echo", "button", "button")};
  setup.most_messages = 2;
  HostBench bench(std::move(setup));
  bench.keep_turns();
  REQUIRE(bench.send("echo/a", "1"));
  bench.wait_for(1);
  REQUIRE(bench.send("echo/a", "2"));
  REQUIRE(bench.send("echo/a", "3"));

  core::RawMessage fourth = arrived("echo/a", "4");
  const auto answer = bench.host().decode(fourth, [](const Decoded&) { FAIL("it was not taken"); });

  CHECK(std::holds_alternative<NoRoomToDecode>(answer));
  CHECK(fourth == arrived("echo/a", "4"));
  CHECK(bench.host().counters().no_room == 1);
  CHECK(bench.host().counters().waiting_bulk == 2);
  CHECK(bench.host().counters().waiting_urgent == 0);
  REQUIRE(bench.send("echo/button", "help"));
  CHECK(text_of(bench.wait_for(2)[1]) == "help");
  bench.give_turns_back();
  bench.wait_for(3);
  CHECK(bench.send("echo/a", "4"));
}

TEST_CASE("where the waiting payloads are too many bytes there is no room", "[adapter_host]") {
  const TempDir dir;
  HostSetup setup;
  setup.adapters = {own_adapter(dir, "echo", kEcho)};
  setup.most_bytes = 1'000;
  HostBench bench(std::move(setup), false);
  REQUIRE(bench.send("echo/a", std::string(999, 'x')));
  REQUIRE(bench.send("echo/a", "x"));
  CHECK_FALSE(bench.send("echo/a", "x"));
  CHECK(bench.host().counters().waiting_bulk == 2);
}

TEST_CASE("what only registered devices of an urgent type say goes by the urgent lane",
          "[adapter_host]") {
  const TempDir dir;
  HostSetup setup;
  setup.adapters = {own_adapter(dir, "echo", kEcho)};
  setup.devices = {vendor_device("button", "echo", "button", "button"),
                   vendor_device("weather", "echo", "weather", "bulk")};
  HostBench bench(std::move(setup));

  bench.decode("echo/weather", "sun");
  bench.decode("echo/stranger", "call");
  CHECK(bench.host().counters().bulk.calls == 2);
  CHECK(bench.host().counters().urgent.calls == 0);
  const auto call = bench.decode("echo/button", "call");

  CHECK(signals_of(call)[0].kind == SignalKind::HelpCall);
  CHECK_FALSE(signals_of(call)[0].level);
  CHECK(bench.host().counters().urgent.calls == 1);
}

TEST_CASE("what was taken is decoded or let go: after the stop nobody hears", "[adapter_host]") {
  const TempDir dir;
  HostSetup setup;
  setup.adapters = {own_adapter(dir, "echo",
                                "function normalize(m) { if (m.text === 'loop') for (;;);"
                                " return [{kind: 'heartbeat', state: 'active'}]; }")};
  HostBench bench(std::move(setup));
  bench.keep_turns();
  REQUIRE(bench.send("echo/a", "1"));
  bench.wait_for(1);
  const auto sentinel = std::make_shared<int>(0);
  const auto offer = [&](const std::string& topic, const std::string& payload) {
    core::RawMessage raw = arrived(topic, payload);
    return bench.host().decode(raw, [sentinel](const Decoded&) {});
  };
  (void)offer("echo/b", "loop");  // Under way.
  (void)offer("echo/c", "2");     // Behind it, for a worker.
  (void)offer("echo/a", "3");     // For its turn.

  bench.host().stop();
  (void)offer("echo/d", "4");  // Too late.
  bench.give_turns_back();
  bench.destroy_host();

  CHECK(sentinel.use_count() == 1);
  CHECK(bench.answers() == 1);
}

TEST_CASE("a host that was never started lets go of what it was given", "[adapter_host]") {
  const TempDir dir;
  HostSetup setup;
  setup.adapters = {own_adapter(dir, "echo", kEcho)};
  HostBench bench(std::move(setup), false);
  const auto sentinel = std::make_shared<int>(0);
  for (const auto* const topic : {"echo/a", "echo/a", "echo/b"}) {
    core::RawMessage raw = arrived(topic, "x");
    (void)bench.host().decode(raw, [sentinel](const Decoded&) {});
  }
  bench.destroy_host();
  CHECK(sentinel.use_count() == 1);
}

TEST_CASE("a codec is told what its device reported last, as far as it is on disk",
          "[adapter_host]") {
  const TempDir dir;
  HostSetup setup;
  setup.adapters = {
      own_adapter(dir, "echo",
                  "function normalize(m) { return [{kind: 'water_leak', state: m.text,"
                  " text: JSON.stringify(m.previous)}]; }")};
  setup.devices = {vendor_device("d1", "echo", "d1", "bulk")};
  HostBench bench(std::move(setup));

  const auto first = bench.decode("echo/d1", "active");
  const auto not_written = bench.decode("echo/d1", "active");
  bench.host().committed(events_of(first));
  const auto written = bench.decode("echo/d1", "normal");

  CHECK(text_of(first) == "{}");
  CHECK(text_of(not_written) == "{}");
  CHECK(text_of(written) == R"({"water_leak":{"state":"active","at":"2026-01-01T00:00:00.000Z"}})");
}

TEST_CASE("an adapter in C++ is given all of the payload, and may want something published",
          "[adapter_host]") {
  HostSetup setup;
  setup.uses = {{"counting", MunicipalityId("nordlia"), "", {}}};
  setup.compiled.push_back([](const adapters::DeviceDirectory&, const adapters::DeviceStates&) {
    return std::make_unique<Counting>();
  });
  setup.devices = {vendor_device("pump", "counting", "pump", "pump")};
  HostBench bench(std::move(setup));

  const auto large = bench.decode("compiled/pump", std::string(300'000, 'x'));
  const auto bad = bench.decode("compiled/other", "bad");

  CHECK(large.device == device("pump"));
  CHECK(text_of(large) == "300000");
  CHECK(signals_of(large)[0].level);
  CHECK(failure_of(bad) == DecodeFailureKind::Malformed);
  CHECK(bad.device == device("counting:other"));
  CHECK(bench.published() == std::vector<std::string>{"mosquitto compiled/again"});
  CHECK(bench.host().filters(LinkId("mosquitto")) == std::vector<std::string>{"compiled/#"});
}

TEST_CASE("an adapter that is a map decodes with the device's last states", "[adapter_host]") {
  HostSetup setup;
  setup.adapters = {vendor_adapter("bedsensor")};
  setup.devices = {vendor_device("bed-1", "bedsensor", "room 12", "bed")};
  HostBench bench(std::move(setup));

  const auto away = bench.decode("bedsensor/room 12", R"({"presence":"absent"})");
  const auto word = bench.decode("bedsensor/room 12", R"({"presence":"gone fishing"})");

  CHECK(away.device == device("bed-1"));
  CHECK(signals_of(away)[0].kind == SignalKind::BedExit);
  CHECK(failure_of(word) == DecodeFailureKind::Malformed);
}

}  // namespace varde::test
