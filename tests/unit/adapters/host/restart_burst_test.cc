// Gateways that tell all they know once more: at their own restart, and to whoever subscribes.
// From the message to the alarm: the host's decoding, then the core's decision.
#include <algorithm>
#include <catch2/catch.hpp>

#include "adapters/host/fixture.h"
#include "tests/unit/adapters/host/host_bench.h"

namespace varde::test {
namespace {

using core::AlarmType;

// A municipality whose messages come through the adapters.
class Town {
 public:
  explicit Town(HostSetup setup) {
    core::ApplyRegister known = small_register();
    for (const core::Device& each : setup.devices) known.devices.push_back(each);
    world.give(known);
    world.sit_down("kari");
    setup.state = world.state();
    bench_.emplace(std::move(setup));
  }

  // The types of the alarms that the message raised.
  std::vector<AlarmType> hear(const std::string& topic, const std::string& payload,
                              bool retained = false) {
    core::RawMessage raw = arrived(topic, payload, world.now());
    raw.retained = retained;
    const auto message = bench_->decode(std::move(raw));
    REQUIRE(failure_of(message) == core::DecodeFailureKind::Unspecified);
    const auto decision = world.give(message);
    bench_->host().committed(decision.events);
    std::vector<AlarmType> raised;
    for (const core::Event& event : decision.events) {
      if (const auto* alarm = std::get_if<core::AlarmRaised>(&event.body)) {
        raised.push_back(alarm->type);
      }
    }
    return raised;
  }

  // The types of the alarms that operators have to take, most urgent first.
  [[nodiscard]] std::vector<AlarmType> queue() const {
    std::vector<AlarmType> types;
    for (const AlarmId id : world.queue()) types.push_back(world.state().alarms.find(id)->type);
    return types;
  }

  void resolve_all() {
    while (!world.queue().empty()) {
      const AlarmId id = world.queue().front();
      REQUIRE(world.ask("kari", id, core::Claim{}).has_value());
      REQUIRE(world.ask("kari", id, core::Resolve{core::Outcome::Assisted, ""}).has_value());
    }
  }

  World world;

 private:
  std::optional<HostBench> bench_;
};

using Types = std::vector<AlarmType>;

HostSetup zigbee_house() {
  HostSetup setup;
  setup.adapters = {vendor_adapter("zigbee2mqtt")};
  const auto add = [&](const std::string& id, const std::string& address,
                       const std::string& model) {
    setup.devices.push_back(vendor_device(id, "zigbee2mqtt", address, model));
  };
  add("z-bridge", "bridge", "bridge");
  add("z-cellar", "cellar", "leak");
  add("z-kitchen", "kitchen", "leak");
  add("z-smoke", "hall", "smoke");
  add("z-button", "button Kari", "sos_button");
  add("z-door", "door", "contact");
  return setup;
}

// All that the bridge knows: the cellar still wet, though an operator is done with it.
const std::vector<std::pair<std::string, std::string>> kCached{
    {"zigbee2mqtt/bridge/state", R"({"state":"online"})"},
    {"zigbee2mqtt/cellar", R"({"water_leak":true,"battery":80,"tamper":false})"},
    {"zigbee2mqtt/kitchen", R"({"water_leak":false,"battery":12})"},
    {"zigbee2mqtt/hall", R"({"smoke":false,"battery":100,"test":false})"},
    {"zigbee2mqtt/button Kari", R"({"battery":100,"linkquality":60})"},
    {"zigbee2mqtt/door", R"({"contact":false,"battery":70})"},
    {"zigbee2mqtt/cellar/availability", R"({"state":"online"})"},
    {"zigbee2mqtt/door/availability", R"({"state":"offline"})"}};

// A day with a leak, a call, a weak battery and a device that is gone, all dealt with.
void live_a_day(Town& town) {
  for (const auto& [topic, payload] : kCached) (void)town.hear(topic, payload);
  REQUIRE(town.world.is_open("hall", AlarmType::WaterLeak));
  REQUIRE(town.hear("zigbee2mqtt/button Kari", R"({"action":"emergency","battery":100})") ==
          Types{AlarmType::HelpCall});
  town.resolve_all();
  town.world.pass(24h);
  REQUIRE(town.queue() == Types{AlarmType::RestoreOverdue});  // It never became dry.
}

}  // namespace

TEST_CASE("a bridge that tells every cached state at its restart raises no alarm",
          "[adapter_host]") {
  const bool retained = GENERATE(false, true);
  CAPTURE(retained);
  Town town(zigbee_house());
  live_a_day(town);

  for (int burst = 0; burst < 3; ++burst) {
    for (const auto& [topic, payload] : kCached) {
      CAPTURE(topic, burst);
      CHECK(town.hear(topic, payload, retained).empty());
    }
    town.world.pass(burst == 0 ? 2s : 5h);
  }

  CHECK(town.queue() == Types{AlarmType::RestoreOverdue});
}

TEST_CASE("after a burst the next water is heard, once it was dry", "[adapter_host]") {
  Town town(zigbee_house());
  live_a_day(town);
  for (const auto& [topic, payload] : kCached) (void)town.hear(topic, payload);

  CHECK(town.hear("zigbee2mqtt/cellar", R"({"water_leak":true})").empty());
  CHECK(town.hear("zigbee2mqtt/cellar", R"({"water_leak":false})").empty());
  town.world.pass(1min);

  CHECK(town.hear("zigbee2mqtt/cellar", R"({"water_leak":true})") == Types{AlarmType::WaterLeak});
}

TEST_CASE("what is new in a burst is heard: water in a place that was dry", "[adapter_host]") {
  const bool retained = GENERATE(false, true);
  Town town(zigbee_house());
  live_a_day(town);

  CHECK(town.hear("zigbee2mqtt/kitchen", R"({"water_leak":true,"battery":12})", retained) ==
        Types{AlarmType::WaterLeak});
}

TEST_CASE("a press after a burst calls", "[adapter_host]") {
  Town town(zigbee_house());
  live_a_day(town);
  for (const auto& [topic, payload] : kCached) (void)town.hear(topic, payload);

  CHECK(town.hear("zigbee2mqtt/button Kari", R"({"action":"emergency","battery":100})") ==
        Types{AlarmType::HelpCall});
}

TEST_CASE("a device that was gone, came and is gone again is an alarm again, also if retained",
          "[adapter_host]") {
  Town town(zigbee_house());
  live_a_day(town);
  const std::string topic = "zigbee2mqtt/door/availability";
  CHECK(town.hear(topic, R"({"state":"offline"})", true).empty());
  CHECK(town.hear(topic, R"({"state":"online"})").empty());

  CHECK(town.hear(topic, R"({"state":"offline"})", true) == Types{AlarmType::Offline});
}

TEST_CASE("what the catalogue says of restart bursts holds up to the alarm", "[adapter_host]") {
  const auto* const vendor = GENERATE("zigbee2mqtt", "homeassistant", "shelly-gen1", "shelly-gen2",
                                      "tasmota", "milesight-vs373");
  const AdapterPtr adapter = vendor_adapter(vendor);
  int cases = 0;
  for (const auto& fixture : adapters::read_fixtures(adapter->folder / "fixtures").good) {
    if (!adapters::shows(fixture, adapters::Shows::RestartBurst)) continue;
    CAPTURE(vendor, fixture.file);
    const auto& message = std::get<adapters::FixtureMessage>(fixture.given);
    const auto match = adapters::match_topic(adapter->manifest, message.topic);
    REQUIRE(match);
    HostSetup setup;
    setup.adapters = {adapter};
    setup.devices = {vendor_device("d", vendor, match->address, fixture.device.type)};
    setup.devices[0].vendor->parameters = fixture.device.parameters;
    Town town(std::move(setup));
    (void)town.hear(message.topic, message.payload, message.retained);
    town.resolve_all();

    // A press with a counter and no boot is a call again after ten seconds, unless it is retained:
    // the counter may have begun anew with a new battery.
    const bool press = fixture.device.type == "button";
    town.world.pass(press ? 5s : 2h);
    CHECK(town.hear(message.topic, message.payload, message.retained || press).empty());
    cases += 1;
  }
  CHECK(cases > 0);
}

}  // namespace varde::test
