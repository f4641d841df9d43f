#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "adapters/host/manifest.h"
#include "adapters/host/mapped_adapter.h"
#include "tests/unit/adapters/vendor/adapter_folder.h"

namespace varde::adapters {
namespace {

using core::SignalKind;
using core::SignalState;

const std::string kPumpTypes = R"(types:
  pump:
    description: Pump
    signals: [fire, pump_fault, water_leak, temperature]
    supervision: {interval_s: 300}
)";

Result<Manifest, std::vector<yaml::ConfigError>> read(const std::string& map) {
  const AdapterFolder folder(kHead + kTopics + kPumpTypes + "map:\n" + map);
  return read_manifest(folder.path() / "adapter.yaml");
}

MapRules rules(const std::string& map) {
  auto manifest = read(map);
  INFO((manifest ? "" : yaml::describe(manifest.error())));
  REQUIRE(manifest.has_value());
  REQUIRE(manifest->map.has_value());
  CHECK(manifest->scripts.empty());
  return *std::move(manifest->map);
}

std::vector<core::Signal> decoded(const std::string& map, const std::string& payload) {
  auto signals = decode_mapped(rules(map), payload, {});
  REQUIRE(signals.has_value());
  return *std::move(signals);
}

}  // namespace

TEST_CASE("rules in YAML do what they say", "[adapters]") {
  const std::string map = R"(
  - when: {pointer: /alarm, equals: true}
    signal: {kind: fire, state: active}
  - kind: pump_fault
    state: {pointer: /pump, values: {1: normal, "2": active, null: unknown}}
  - kind: water_leak
    state: {pointer: /level, above: 2.5, clears_below: 2.3}
  - kind: temperature
    value: {pointer: /temp, unit: "°C"}
    text: {pointer: /place}
    when: {pointer: /temp, exists: true}
    required: true
  - device_time: {pointer: /ts, format: epoch_s}
  - sequence: {pointer: /seq}
  - boot: {pointer: /boot}
)";

  const auto signals = decoded(
      map, R"({"alarm": true, "pump": 2, "level": 3, "temp": 21.5, "place": "N", "ts": 1, "seq": 7,
               "boot": "b"})");

  REQUIRE(signals.size() == 4);
  CHECK(signals[0].kind == SignalKind::Fire);
  CHECK(signals[1].state == SignalState::Active);
  CHECK(signals[2].state == SignalState::Active);
  CHECK(signals[3].value == 21.5);
  CHECK(signals[3].unit == "°C");
  CHECK(signals[3].text == "N");
  CHECK(signals[3].key == core::SignalKey{"b", 7});
  CHECK(signals[3].device_time == Instant(std::chrono::seconds(1)));
}

TEST_CASE("the empty pointer is the whole payload, also where that is one word", "[adapters]") {
  const std::string rule =
      "  - kind: fire\n    state: {pointer: \"\", values: {ON: active, OFF: normal}}\n";

  CHECK(decoded(rule, R"("ON")").at(0).state == SignalState::Active);
  CHECK(decoded(rule + "  - plain_text: true\n", "OFF").at(0).state == SignalState::Normal);
}

TEST_CASE("a rule that cannot hold is told by its place", "[adapters]") {
  const auto [rule, key] = GENERATE(table<std::string, std::string>({
      {"{kind: fire, stat: active}", "map[0].stat"},
      {"{kind: help_call}", "map[0].kind"},
      {"{kind: smok}", "map[0].kind"},
      {"{state: active}", "map[0].kind"},
      {"{kind: fire, state: burning}", "map[0].state"},
      {"{kind: fire, state: [active]}", "map[0].state"},
      {"{kind: fire, state: {pointer: /a}}", "map[0].state"},
      {"{kind: fire, state: {pointer: a, above: 1}}", "map[0]"},
      {"{kind: fire, state: {pointer: /a, above: 1, clears_below: 2}}", "map[0]"},
      {"{kind: fire, state: {pointer: /a, above: high}}", "map[0].state.above"},
      {"{kind: fire, state: {pointer: /a, values: {x: on}}}", "map[0].state.values.x"},
      {"{kind: fire, state: {pointer: /a, values: {x: active}, above: 1}}", "map[0].state.above"},
      {"{kind: fire, when: {pointer: /a}}", "map[0].when"},
      {"{kind: fire, when: {pointer: /a, equals: 1, in: [2]}}", "map[0].when.in"},
      {"{when: {pointer: /a, exists: true}, signal: {kind: fire}}", "map[0].signal.state"},
      {"{kind: fire, signal: {kind: fire, state: active}}", "map[0].kind"},
      {"{kind: fire, device_time: {pointer: /t, format: rfc3339}}", "map[0].kind"},
      {"{device_time: {pointer: /t, format: unix}}", "map[0].device_time.format"},
      {"{kind: fire, value: {pointer: /a, unit: far-too-long-for-a-unit}}", "map[0]"},
  }));
  CAPTURE(rule);

  const auto manifest = read("  - " + rule + "\n");

  REQUIRE(manifest.has_error());
  INFO(yaml::describe(manifest.error()));
  CHECK(manifest.error().size() == 1);
  CHECK(manifest.error()[0].key == key);
  CHECK(manifest.error()[0].line == 14);
}

TEST_CASE("a map stands alone", "[adapters]") {
  const auto [more, key] = GENERATE(table<std::string, std::string>({
      {kTopics + "codec: [codec.js]\n" + kTypes, "map"},
      {kTopics + "carrier: true\n" + kTypes, "map"},
      {kTypes, "topics"},
      {kTopics + kTypes + "    commands: [reset]\n", "map"},
  }));
  const AdapterFolder folder(kHead + "map: [{kind: water_leak}]\n" + more);

  const auto manifest = read_manifest(folder.path() / "adapter.yaml");

  REQUIRE(manifest.has_error());
  INFO(yaml::describe(manifest.error()));
  CHECK(manifest.error()[0].key == key);
}

TEST_CASE("a map says no message's time twice", "[adapters]") {
  const auto manifest =
      read("  - kind: fire\n  - sequence: {pointer: /a}\n  - sequence: {pointer: /b}\n");

  REQUIRE(manifest.has_error());
  CHECK(manifest.error()[0].key == "map[2].sequence");
}

}  // namespace varde::adapters
