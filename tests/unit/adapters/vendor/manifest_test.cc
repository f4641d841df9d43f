#include "adapters/host/manifest.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "broker/base/utf8.h"
#include "tests/unit/adapters/vendor/adapter_folder.h"

namespace varde::adapters {
namespace {

using namespace std::chrono_literals;
using core::SignalKind;
using yaml::ConfigErrorCode;

Manifest manifest(const std::string& text) {
  const AdapterFolder folder(text);
  auto read = read_manifest(folder.path() / "adapter.yaml");
  INFO((read ? "" : yaml::describe(read.error())));
  REQUIRE(read.has_value());
  return *std::move(read);
}

std::vector<yaml::ConfigError> errors_of(const std::string& text) {
  const AdapterFolder folder(text);
  auto read = read_manifest(folder.path() / "adapter.yaml");
  REQUIRE(read.has_error());
  return std::move(read).error();
}

// The one thing wrong: "code key".
std::string only_error(const std::string& text) {
  const auto errors = errors_of(text);
  INFO(yaml::describe(errors));
  REQUIRE(errors.size() == 1);
  return std::string(name(errors[0].code)) + " " + errors[0].key;
}

}  // namespace

TEST_CASE("a manifest says what its device types can report and be told", "[adapters]") {
  const auto read = manifest(kHead + kTopics + R"(types:
  leak:
    description: Leak sensor
    signals: [water_leak, battery_low]
    supervision: {sleepy: true, interval_s: 90000}
    duplicates: key
    clock: network
    battery: {low_at: 15, ok_at: 20}
    commands: [reset, locate]
  siren:
    description: Siren
    signals: []
    supervision: {silence: alarm, interval_s: 60}
)");

  CHECK(read.id == "acme");
  CHECK(read.version == "1.2.0");
  CHECK_FALSE(read.carrier);
  CHECK_FALSE(read.is_payload_adapter());
  CHECK(read.scripts == std::vector<std::string>{"codec.js"});
  const DeviceType& leak = read.types.at("leak");
  CHECK(leak.signals == std::vector{SignalKind::WaterLeak, SignalKind::BatteryLow});
  CHECK(leak.supervision == Supervision{90000s, true, false});
  CHECK(leak.duplicates == Duplicates::Key);
  CHECK(leak.clock == SignalClock::Network);
  CHECK(leak.battery == BatteryRule{15, 20});
  CHECK(leak.commands == std::vector{DeviceCommand::Reset, DeviceCommand::Locate});
  const DeviceType& siren = read.types.at("siren");
  CHECK(siren.supervision == Supervision{60s, false, true});
  CHECK(siren.duplicates == Duplicates::State);
  CHECK(siren.clock == SignalClock::None);
  CHECK_FALSE(siren.battery.has_value());
}

TEST_CASE("the first topic that matches says whose message it is", "[adapters]") {
  const auto read = manifest(kHead + R"(topics:
  - {topic: "acme/gateway/state", name: gateway, device: gateway}
  - {topic: "acme/{device+}/state", name: state}
)" + kTypes);

  const auto gateway = match_topic(read, "acme/gateway/state");
  const auto device = match_topic(read, "acme/house 3/kitchen/state");

  REQUIRE(gateway.has_value());
  CHECK(gateway->topic->name == "gateway");
  CHECK(gateway->address == "gateway");
  REQUIRE(device.has_value());
  CHECK(device->address == "house 3/kitchen");
  CHECK_FALSE(match_topic(read, "acme/kitchen/other").has_value());
}

TEST_CASE("an adapter without topics decodes what a carrier brings", "[adapters]") {
  const auto read = manifest(kHead + "codec: [decoder.js, normalize.js]\n" + kTypes);

  CHECK(read.is_payload_adapter());
  CHECK(read.scripts == std::vector<std::string>{"decoder.js", "normalize.js"});
}

TEST_CASE("what any type can say, the adapter can say", "[adapters]") {
  const auto read = manifest(kHead + kTopics + R"(types:
  a: {description: A, signals: [water_leak, offline], supervision: {interval_s: 9}}
  b: {description: B, signals: [fall, offline], supervision: {interval_s: 9}}
)");

  CHECK(all_kinds(read) ==
        std::vector{SignalKind::Fall, SignalKind::WaterLeak, SignalKind::Offline});
}

TEST_CASE("what is wrong with a manifest is told by its place", "[adapters]") {
  const auto errors = errors_of(kHead + kTopics + R"(types:
  leak:
    description: Leak sensor
    signals: [water_lek, offline]
    supervision: {interval_s: 3600}
)");

  REQUIRE(errors.size() == 1);
  CHECK(errors[0].line == 11);
  CHECK(errors[0].column == 15);
  CHECK(errors[0].key == "types.leak.signals[0]");
  CHECK(errors[0].what.find("water_leak") != std::string::npos);
}

TEST_CASE("what is wrong inside a topic is told by its letter", "[adapters]") {
  const auto errors = errors_of(kHead + R"(topics:
  - {topic: "acme/{Device}/state", name: state}
)" + kTypes);

  REQUIRE(errors.size() == 1);
  CHECK(errors[0].line == 7);
  // The D, in front of which stand ten letters, the quote, acme/ and the brace.
  CHECK(errors[0].column == 20);
}

TEST_CASE("each part of a manifest is held to what is allowed", "[adapters]") {
  const auto [text, error] = GENERATE(table<std::string, std::string>({
      {"version: 1\nvendor: A\ndescription: D\ndocuments: []\n" + kTopics + kTypes,
       "NotAllowed version"},
      {"version: 1.0.0\nvendor: A\ndescription: D\n" + kTopics + kTypes, "Missing documents"},
      {kHead + "carier: true\n" + kTopics + kTypes, "UnknownKey carier"},
      {kHead + "carrier: perhaps\n" + kTopics + kTypes, "NotAllowed carrier"},
      {kHead + "carrier: true\n" + kTypes, "Missing topics"},
      {kHead + "codec: []\n" + kTopics + kTypes, "Missing codec"},
      {kHead + "codec: [../secret.js]\n" + kTopics + kTypes, "InvalidName codec"},
      {kHead + "codec: [codec.txt]\n" + kTopics + kTypes, "InvalidName codec"},
      {kHead + "codec: [a.js, a.js]\n" + kTopics + kTypes, "Duplicate codec"},
      {kHead + "topics: []\n" + kTypes, "Missing topics"},
      {kHead + "topics: [{topic: \"acme/state\", name: s}]\n" + kTypes, "Missing topics[0].device"},
      {kHead + "topics: [{topic: \"acme/{device}\", name: s, device: d}]\n" + kTypes,
       "NotAllowed topics[0].device"},
      {kHead + "topics: [{topic: \"acme/{device}\"}]\n" + kTypes, "Missing topics[0].name"},
      {kHead + "topics: [{topic: \"varde/v1/{device}\", name: s}]\n" + kTypes,
       "NotAllowed topics[0].topic"},
      {kHead + "topics: [{topic: \"$SYS/{device}\", name: s}]\n" + kTypes,
       "NotAllowed topics[0].topic"},
      {kHead + kTopics, "Missing types"},
      {kHead + kTopics + "types: {}\n", "Missing types"},
      {kHead + kTopics +
           "types: {a b: {description: D, signals: [], supervision: {interval_s: 1}}}\n",
       "InvalidName types.a b"},
  }));
  CAPTURE(text);

  CHECK(only_error(text) == error);
}

TEST_CASE("each part of a device type is held to what is allowed", "[adapters]") {
  const auto [fields, error] = GENERATE(table<std::string, std::string>({
      {"signals: [water_leak]", "Missing types.t.supervision"},
      {"supervision: {interval_s: 60}", "Missing types.t.signals"},
      {"signals: [water_leak, water_leak], supervision: {interval_s: 60}",
       "Duplicate types.t.signals[1]"},
      {"signals: [unspecified], supervision: {interval_s: 60}", "NotAllowed types.t.signals[0]"},
      {"signals: [], supervision: {interval_s: 0}", "OutOfRange types.t.supervision.interval_s"},
      {"signals: [], supervision: {interval_s: 2678401}",
       "OutOfRange types.t.supervision.interval_s"},
      {"signals: [], supervision: {sleepy: true}", "Missing types.t.supervision.interval_s"},
      {"signals: [], supervision: {interval_s: 60, silence: loud}",
       "NotAllowed types.t.supervision.silence"},
      {"signals: [], supervision: {interval_s: 60}, duplicates: none",
       "NotAllowed types.t.duplicates"},
      {"signals: [], supervision: {interval_s: 60}, clock: wall", "NotAllowed types.t.clock"},
      {"signals: [], supervision: {interval_s: 60}, commands: [explode]",
       "NotAllowed types.t.commands[0]"},
      {"signals: [battery_low], supervision: {interval_s: 60}, battery: {low_at: 20, ok_at: 15}",
       "OutOfRange types.t.battery.ok_at"},
      {"signals: [battery_low], supervision: {interval_s: 60}, battery: {low_at: 20}",
       "Missing types.t.battery.ok_at"},
      {"signals: [water_leak], supervision: {interval_s: 60}, battery: {low_at: 15, ok_at: 20}",
       "NotAllowed types.t.battery"},
  }));
  CAPTURE(fields);

  CHECK(only_error(kHead + kTopics + "types: {t: {description: D, " + fields + "}}\n") == error);
}

TEST_CASE("an adapter is called as its folder", "[adapters]") {
  const AdapterFolder folder("");
  AdapterFolder other("");
  other.put("adapter.yaml", "id: another\n" + kHead + kTopics + kTypes);

  const auto read = read_manifest(other.path() / "adapter.yaml");

  REQUIRE(read.has_error());
  CHECK(read.error().front().key == "id");
}

TEST_CASE("a manifest that is no manifest is told as such", "[adapters]") {
  const auto [text, code] = GENERATE(table<std::string, ConfigErrorCode>({
      {"", ConfigErrorCode::WrongType},
      {"[1, 2]", ConfigErrorCode::WrongType},
      {"id: {", ConfigErrorCode::NotYaml},
      {"id: \xff", ConfigErrorCode::NotYaml},
      {std::string(300 * 1024, '#'), ConfigErrorCode::OutOfRange},
  }));
  AdapterFolder folder("");
  folder.put("adapter.yaml", text);

  const auto read = read_manifest(folder.path() / "adapter.yaml");

  REQUIRE(read.has_error());
  CHECK(read.error().front().code == code);
}

TEST_CASE("what is wrong is told in one line of whole characters, whatever stands there",
          "[adapters]") {
  std::string odd;
  for (int i = 0; i < 400; ++i) odd += i % 2 == 0 ? "å" : "\\n";
  const auto errors =
      errors_of(kHead + kTopics + "types:\n  leak: {\"" + odd + "\": 1, signals: [\"x" + odd +
                "\"], description: d, supervision: {interval_s: \"" + odd + "\"}}\n");

  REQUIRE(errors.size() == 3);
  for (const auto& error : errors) {
    const std::string line = yaml::describe(error);
    CAPTURE(line);
    CHECK(is_utf8(line));
    CHECK(line.find('\n') == std::string::npos);
    CHECK(line.find("\xEF\xBF\xBD") == std::string::npos);
    CHECK(line.size() < 1'000);
  }
}

TEST_CASE("a command's word is read back as the command", "[adapters]") {
  for (const auto command :
       {DeviceCommand::OpenDoor, DeviceCommand::Reset, DeviceCommand::Locate}) {
    CHECK(parse_device_command(name_of(command)) == command);
  }
  CHECK_FALSE(parse_device_command("explode").has_value());
}

}  // namespace varde::adapters
