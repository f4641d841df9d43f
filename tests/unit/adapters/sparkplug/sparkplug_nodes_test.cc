#include "adapters/host/sparkplug/sparkplug_nodes.h"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "adapters/host/sparkplug/sparkplug_payload.h"
#include "tests/unit/adapters/sparkplug/hex_samples.h"
#include "tests/unit/adapters/sparkplug/plant.h"

namespace varde::adapters::sparkplug {
namespace {

using Words = std::vector<std::string>;
using namespace std::chrono_literals;

constexpr std::string_view kNodeBirthTopic = "spBv1.0/works/NBIRTH/n1";
constexpr std::string_view kNodeDataTopic = "spBv1.0/works/NDATA/n1";
constexpr std::string_view kNodeDeathTopic = "spBv1.0/works/NDEATH/n1";
constexpr std::string_view kPumpBirthTopic = "spBv1.0/works/DBIRTH/n1/pump";
constexpr std::string_view kPumpDataTopic = "spBv1.0/works/DDATA/n1/pump";
constexpr std::string_view kPumpDeathTopic = "spBv1.0/works/DDEATH/n1/pump";

// With both births behind it: the next counter is 2.
class RunningPlant : public Plant {
 public:
  RunningPlant() {
    REQUIRE_FALSE(takes_hex(kNodeBirthTopic, hex_samples::kNodeBirth).failure.has_value());
    REQUIRE_FALSE(takes_hex(kPumpBirthTopic, hex_samples::kDeviceBirth).failure.has_value());
  }
};

Instant at_noon(std::chrono::milliseconds later) {
  return Instant(std::chrono::seconds(1'767'268'800)) + later;
}

}  // namespace

TEST_CASE("a birth tells that its sender is there, and every state", "[sparkplug]") {
  Plant plant;

  const auto node = plant.takes_hex(kNodeBirthTopic, hex_samples::kNodeBirth);
  const auto pump = plant.takes_hex(kPumpBirthTopic, hex_samples::kDeviceBirth);

  CHECK(node.address == "works/n1");
  CHECK(words(node) ==
        Words{"online active", "mains_lost normal", "water_leak normal", "temperature active"});
  CHECK(node.signals[3].signal.value == -5);
  CHECK(node.signals[3].signal.unit == "°C");
  CHECK(node.signals[3].signal.device_time == at_noon(0ms));
  CHECK(pump.address == "works/n1/pump");
  CHECK(words(pump) == Words{"online active", "pump_fault normal"});
  CHECK_FALSE(node.rebirth.has_value());
  CHECK_FALSE(pump.rebirth.has_value());
}

TEST_CASE("data call their metrics by the numbers of the birth", "[sparkplug]") {
  RunningPlant plant;

  const auto pump = plant.takes_hex(kPumpDataTopic, hex_samples::kDeviceData);
  const auto node = plant.takes_hex(kNodeDataTopic, hex_samples::kNodeData);

  CHECK(words(pump) == Words{"pump_fault active"});
  CHECK(pump.signals[0].signal.device_time == at_noon(1'999ms));
  CHECK_FALSE(pump.rebirth.has_value());
  CHECK(words(node) == Words{"temperature active", "water_leak unknown"});
  CHECK(node.signals[0].signal.value == -10);
  CHECK_FALSE(node.rebirth.has_value());
}

TEST_CASE("signals have no sequence, for the counter of Sparkplug begins anew", "[sparkplug]") {
  RunningPlant plant;
  CHECK_FALSE(plant.takes_hex(kPumpDataTopic, hex_samples::kDeviceData)
                  .signals.at(0)
                  .signal.key.has_value());
}

TEST_CASE("null is unknown, not false", "[sparkplug]") {
  RunningPlant plant;

  const auto message = plant.takes(kPumpDataTopic, bytes_from_hex(hex_samples::kNullData).value());

  CHECK(words(message) == Words{"pump_fault unknown"});
}

TEST_CASE("what a node has stored comes as history", "[sparkplug]") {
  RunningPlant plant;

  const auto message = plant.takes_hex(kPumpDataTopic, hex_samples::kHistory);

  CHECK(words(message) == Words{"pump_fault active (history)", "pump_fault normal (history)"});
}

TEST_CASE("a day of stored values is cut to what one message may say", "[sparkplug]") {
  RunningPlant plant;
  varde::sparkplug::Payload payload;
  payload.set_seq(2);
  for (int i = 0; i < 1'000; ++i) {
    auto& metric = *payload.add_metrics();
    metric.set_alias(10);
    metric.set_is_historical(i < 999);
    metric.set_boolean_value(true);
  }

  const auto message = plant.takes(kPumpDataTopic, payload.SerializeAsString());

  CHECK(message.signals.size() == 63);
  CHECK_FALSE(message.signals.back().signal.history);
  CHECK_FALSE(message.failure.has_value());
}

TEST_CASE("death is not normal: every alarm kind is unknown", "[sparkplug]") {
  RunningPlant plant;

  const auto message = plant.takes_hex(kNodeDeathTopic, hex_samples::kNodeDeath);

  CHECK(words(message) == Words{"offline active", "mains_lost unknown", "water_leak unknown",
                                "works/n1/pump: offline active",
                                "works/n1/pump: pump_fault unknown"});
  // The will was left at the connect: its time is not that of the death.
  CHECK_FALSE(message.signals[0].signal.device_time.has_value());
}

TEST_CASE("the death of a device is its own only", "[sparkplug]") {
  RunningPlant plant;

  const auto message = plant.takes(kPumpDeathTopic, Build(2).bytes());

  CHECK(words(message) == Words{"offline active", "pump_fault unknown"});
  CHECK(message.signals[0].signal.device_time == at_noon(0ms));
  CHECK_FALSE(message.rebirth.has_value());
}

TEST_CASE("an old death after a new birth is ignored", "[sparkplug]") {
  RunningPlant plant;

  const auto old = plant.takes_hex(kNodeDeathTopic, hex_samples::kOldDeath);

  CHECK(old.signals.empty());
  CHECK_FALSE(old.failure.has_value());
  CHECK(words(plant.takes_hex(kPumpDataTopic, hex_samples::kDeviceData)) ==
        Words{"pump_fault active"});
}

TEST_CASE("a death is believed where no birth is known, or none is named", "[sparkplug]") {
  Plant fresh;
  CHECK(words(fresh.takes_hex(kNodeDeathTopic, hex_samples::kOldDeath)).at(0) == "offline active");
  RunningPlant running;
  CHECK(words(running.takes(kNodeDeathTopic, "")).at(0) == "offline active");
}

TEST_CASE("after a death numbers mean nothing until the next birth", "[sparkplug]") {
  RunningPlant plant;
  (void)plant.takes_hex(kNodeDeathTopic, hex_samples::kNodeDeath);

  const auto message = plant.takes_hex(kPumpDataTopic, hex_samples::kDeviceData);

  CHECK(message.failure.has_value());
  CHECK(message.rebirth.has_value());
}

TEST_CASE("a birth of the node takes back the numbers of its devices", "[sparkplug]") {
  RunningPlant plant;
  (void)plant.takes_hex(kNodeBirthTopic, hex_samples::kNodeBirth);

  const auto message = plant.takes(kPumpDataTopic, Build(1).with("", 10, true).bytes());

  CHECK(message.failure.has_value());
  CHECK(message.rebirth.has_value());
}

TEST_CASE("data before the birth ask for one, once a minute", "[sparkplug]") {
  Plant plant;

  const auto first = plant.takes_hex(kPumpDataTopic, hex_samples::kDeviceData);
  REQUIRE(first.failure.has_value());
  CHECK(first.failure->kind == core::DecodeFailureKind::Malformed);
  CHECK(first.failure->reason.find("alias 10") != std::string::npos);
  REQUIRE(first.rebirth.has_value());
  CHECK(first.rebirth->topic == "spBv1.0/works/NCMD/n1");
  CHECK(first.rebirth->qos == 0);
  CHECK_FALSE(first.rebirth->retain);
  CHECK(first.rebirth->payload == rebirth_payload(plant.now));

  plant.now += 59s;
  CHECK_FALSE(plant.takes_hex(kNodeDataTopic, hex_samples::kNodeData).rebirth.has_value());
  plant.now += 1s;
  CHECK(plant.takes_hex(kNodeDataTopic, hex_samples::kNodeData).rebirth.has_value());
}

TEST_CASE("a node that was asked for its birth is not asked again by its data", "[sparkplug]") {
  Plant plant;

  const Publish asked = plant.nodes.ask("works/n1", plant.now);
  const auto data = plant.takes_hex(kPumpDataTopic, hex_samples::kDeviceData);
  const Publish again = plant.nodes.ask("works/n1", plant.now);
  plant.now += 60s;
  const auto later = plant.takes_hex(kPumpDataTopic, hex_samples::kDeviceData);

  CHECK(asked == Publish{"spBv1.0/works/NCMD/n1", again.payload, 0, false});
  CHECK_FALSE(data.rebirth.has_value());
  CHECK(later.rebirth.has_value());
}

TEST_CASE("nodes that are asked and do not answer take no place of others", "[sparkplug]") {
  Plant plant;
  for (std::size_t i = 0; i < 2 * kNodes; ++i) {
    (void)plant.nodes.ask("works/a" + std::to_string(i), plant.now);
  }
  CHECK(plant.nodes.nodes() == kNodes);

  REQUIRE_FALSE(plant.takes_hex(kNodeBirthTopic, hex_samples::kNodeBirth).failure.has_value());
  (void)plant.takes("spBv1.0/works/NBIRTH/n2", Build(0).bytes());
  (void)plant.nodes.ask("works/n3", plant.now);

  CHECK(plant.nodes.nodes() == kNodes);
  CHECK(words(plant.takes_hex(kNodeDataTopic, hex_samples::kNodeData)).size() == 2);
}

TEST_CASE("data that name their metrics are read before the birth too", "[sparkplug]") {
  Plant plant;

  const auto message = plant.takes(kPumpDataTopic, Build(9).with("Fault", 10, true).bytes());

  CHECK(words(message) == Words{"pump_fault active"});
  CHECK(message.rebirth.has_value());
}

TEST_CASE("a gap in the counter asks for a birth, and the message is read", "[sparkplug]") {
  RunningPlant plant;

  const auto message = plant.takes(kPumpDataTopic, Build(3).with("", 10, true).bytes());

  CHECK(words(message) == Words{"pump_fault active"});
  CHECK_FALSE(message.failure.has_value());
  CHECK(message.rebirth.has_value());
  plant.now += 1h;
  CHECK_FALSE(plant.takes(kPumpDataTopic, Build(4).with("", 10, true).bytes()).rebirth.has_value());
}

TEST_CASE("the counter goes from 255 to 0 without a gap", "[sparkplug]") {
  RunningPlant plant;
  for (std::uint64_t i = 2; i < 600; ++i) {
    const auto message = plant.takes(kPumpDataTopic, Build(i % 256).with("", 10, true).bytes());
    CAPTURE(i);
    REQUIRE_FALSE(message.rebirth.has_value());
    REQUIRE(words(message) == Words{"pump_fault active"});
  }
}

TEST_CASE("a message that comes twice is no gap; a counter that cannot be is one", "[sparkplug]") {
  RunningPlant plant;
  (void)plant.takes_hex(kPumpDataTopic, hex_samples::kDeviceData);

  CHECK_FALSE(plant.takes_hex(kPumpDataTopic, hex_samples::kDeviceData).rebirth.has_value());
  CHECK(plant.takes(kPumpDataTopic, Build(256).with("", 10, true).bytes()).rebirth.has_value());
}

TEST_CASE("an alarm is told though another number is not known", "[sparkplug]") {
  RunningPlant plant;

  const auto alarm =
      plant.takes(kPumpDataTopic, Build(2).with("", 10, true).with("", 99, true).bytes());
  const auto none =
      plant.takes(kPumpDataTopic, Build(3).with("", 10, false).with("", 99, true).bytes());

  CHECK(words(alarm) == Words{"pump_fault active"});
  CHECK_FALSE(alarm.failure.has_value());
  CHECK(alarm.rebirth.has_value());
  CHECK(none.signals.empty());
  REQUIRE(none.failure.has_value());
  CHECK(none.failure->reason.find("alias 99") != std::string::npos);
}

TEST_CASE("an alias that a birth gives to two metrics stands for neither", "[sparkplug]") {
  Plant plant;
  (void)plant.takes(kNodeBirthTopic, Build(0).born(1).bytes());
  (void)plant.takes(kPumpBirthTopic,
                    Build(1).with("Fault", 0, false).with("Other", 0, true).bytes());

  const auto by_number = plant.takes(kPumpDataTopic, Build(2).with("", 0, true).bytes());
  const auto by_name = plant.takes(kPumpDataTopic, Build(3).with("Fault", 0, true).bytes());

  CHECK(by_number.failure.has_value());
  CHECK(words(by_name) == Words{"pump_fault active"});
}

TEST_CASE("a birth that cannot be read takes back the numbers of the one before", "[sparkplug]") {
  RunningPlant plant;

  const auto birth = plant.takes_hex(kPumpBirthTopic, hex_samples::kCompressed);

  CHECK(birth.failure.has_value());
  CHECK(birth.rebirth.has_value());
  CHECK(plant.takes_hex(kPumpDataTopic, hex_samples::kDeviceData).failure.has_value());
}

TEST_CASE("between two limits a level is what it was", "[sparkplug]") {
  RunningPlant plant;
  plant.registered.devices["works/n1"].previous = {
      {core::SignalKind::WaterLeak, core::SignalState::Active}};

  CHECK(words(plant.takes(kNodeDataTopic, Build(2).with_number("Level", 2.4).bytes())) ==
        Words{"water_leak active"});
  CHECK(words(plant.takes(kNodeDataTopic, Build(3).with_number("Level", 2.2).bytes())) ==
        Words{"water_leak normal"});
}

TEST_CASE("a value that no rule knows is not understood", "[sparkplug]") {
  RunningPlant plant;

  const auto message = plant.takes(kPumpDataTopic, Build(2).with_number("Fault", 2).bytes());

  REQUIRE(message.failure.has_value());
  CHECK(message.failure->reason == "metric Fault: no state is given for 2");
}

TEST_CASE("a node that nobody registered is not asked for anything", "[sparkplug]") {
  Plant plant;

  const auto message = plant.takes("spBv1.0/works/NDATA/other", Build(7).with("", 1, true).bytes());

  CHECK(message.address == "works/other");
  CHECK(message.signals.empty());
  CHECK_FALSE(message.failure.has_value());
  CHECK_FALSE(message.rebirth.has_value());
}

TEST_CASE("commands and the host's own state say nothing", "[sparkplug]") {
  Plant plant;
  for (const char* topic : {"spBv1.0/works/NCMD/n1", "spBv1.0/STATE/scada"}) {
    const auto message = plant.takes(topic, R"({"online": true})");
    CHECK(message.signals.empty());
    CHECK_FALSE(message.failure.has_value());
    CHECK_FALSE(message.rebirth.has_value());
  }
  CHECK(plant.nodes.nodes() == 0);
}

TEST_CASE("another topic is not read", "[sparkplug]") {
  Plant plant;
  CHECK(plant.takes("zigbee2mqtt/x", "").failure->kind == core::DecodeFailureKind::UnknownTopic);
}

TEST_CASE("nodes that were not heard for longest are forgotten beyond 1,024", "[sparkplug]") {
  Plant plant;
  (void)plant.takes_hex(kNodeBirthTopic, hex_samples::kNodeBirth);
  for (std::size_t i = 1; i < kNodes; ++i) {
    (void)plant.takes("spBv1.0/works/NBIRTH/x" + std::to_string(i), Build(0).born(1).bytes());
  }
  CHECK_FALSE(plant.takes(kNodeDataTopic, Build(1).with("", 1, true).bytes()).failure.has_value());

  (void)plant.takes("spBv1.0/works/NDATA/y1", Build(0).bytes());
  CHECK(plant.nodes.nodes() == kNodes);
  CHECK_FALSE(plant.takes(kNodeDataTopic, Build(2).with("", 1, true).bytes()).failure.has_value());

  for (std::size_t i = 0; i < kNodes; ++i) {
    (void)plant.takes("spBv1.0/works/NDATA/z" + std::to_string(i), Build(0).bytes());
  }
  CHECK(plant.nodes.nodes() == kNodes);
  CHECK(plant.takes(kNodeDataTopic, Build(3).with("", 1, true).bytes()).rebirth.has_value());
}

TEST_CASE("the metrics of all nodes together are bounded", "[sparkplug]") {
  Plant plant;
  Build birth(0);
  for (std::uint64_t i = 0; i < kMetricsOfNode; ++i) birth.with("m" + std::to_string(i), i, true);
  for (int i = 0; i < 40; ++i) {
    (void)plant.takes("spBv1.0/works/NBIRTH/x" + std::to_string(i), birth.bytes());
    REQUIRE(plant.nodes.metrics() <= kMetricsInAll);
  }
  CHECK(plant.nodes.nodes() == kMetricsInAll / kMetricsOfNode);
}

TEST_CASE("a node with too many metrics or devices is not understood", "[sparkplug]") {
  Plant plant;
  Build birth(0);
  for (std::uint64_t i = 0; i < kMetricsOfNode; ++i) birth.with("m" + std::to_string(i), i, true);
  CHECK_FALSE(plant.takes(kNodeBirthTopic, birth.bytes()).failure.has_value());
  const auto pump = plant.takes_hex(kPumpBirthTopic, hex_samples::kDeviceBirth);
  REQUIRE(pump.failure.has_value());
  CHECK(pump.failure->kind == core::DecodeFailureKind::OutOfRange);

  (void)plant.takes_hex(kNodeBirthTopic, hex_samples::kNodeBirth);
  const auto device = [&](std::size_t number) {
    return plant.takes("spBv1.0/works/DBIRTH/n1/d" + std::to_string(number), Build().bytes());
  };
  for (std::size_t i = 0; i < kDevicesOfNode; ++i) REQUIRE_FALSE(device(i).failure.has_value());
  CHECK(device(kDevicesOfNode).failure.has_value());
}

TEST_CASE("two metrics may not share an alarm kind", "[sparkplug]") {
  using core::SignalKind;
  MetricRules rules;
  rules.rules = {{"a", SignalKind::Temperature, core::SignalState::Active, true, ""},
                 {"b", SignalKind::Temperature, core::SignalState::Active, true, ""},
                 {"a", SignalKind::PumpFault, Threshold{1, {}, {}, {}}, false, ""}};
  CHECK_FALSE(fault_of(rules).has_value());

  rules.rules.push_back({"b", SignalKind::PumpFault, Threshold{1, {}, {}, {}}, false, ""});

  REQUIRE(fault_of(rules).has_value());
  CHECK(fault_of(rules)->starts_with("metric 4: kind"));
}

TEST_CASE("metric rules that cannot be followed are refused", "[sparkplug]") {
  using Spoil = void (*)(MetricRule&);
  const auto [what, spoil] = GENERATE(table<std::string, Spoil>({
      {"metric", [](MetricRule& r) { r.metric.clear(); }},
      {"metric", [](MetricRule& r) { r.metric = std::string(257, 'x'); }},
      {"kind", [](MetricRule& r) { r.kind = core::SignalKind::Unspecified; }},
      {"unit", [](MetricRule& r) { r.unit = std::string(17, 'x'); }},
      {"state", [](MetricRule& r) { r.state = core::SignalState::Unspecified; }},
      {"neither", [](MetricRule& r) { r.state = Threshold{}; }},
  }));
  CAPTURE(what);
  MetricRules rules;
  rules.rules = {{"m", core::SignalKind::Temperature, core::SignalState::Active, true, "°C"}};
  REQUIRE_FALSE(fault_of(rules).has_value());
  spoil(rules.rules[0]);

  REQUIRE(fault_of(rules).has_value());
  CHECK(fault_of(rules)->starts_with("metric 1: " + what));
  rules.rules.assign(33, {"m", core::SignalKind::Temperature, {}, true, ""});
  CHECK(fault_of(rules)->starts_with("more than 32"));
}

}  // namespace varde::adapters::sparkplug
