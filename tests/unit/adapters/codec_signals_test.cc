#include "adapters/host/codec_signals.h"

#include <array>
#include <catch2/catch.hpp>
#include <string>

namespace varde::adapters {
namespace {

using core::SignalKind;
using core::SignalState;

constexpr std::array kKinds{SignalKind::WaterLeak, SignalKind::BatteryLow, SignalKind::Position};

std::vector<CodecSignal> signals(const std::string& json) {
  const auto read = read_signals(json, kKinds);
  INFO((read ? "" : read.error().reason));
  REQUIRE(read.has_value());
  return *read;
}

std::string fault_in(const std::string& json) {
  const auto read = read_signals(json, kKinds);
  REQUIRE(read.has_error());
  CHECK(read.error().reason.find('\n') == std::string::npos);
  return read.error().reason;
}

Unwrapped unwrapped(const std::string& json) {
  const auto read = read_unwrapped(json, kKinds);
  INFO((read ? "" : read.error().reason));
  REQUIRE(read.has_value());
  return *read;
}

}  // namespace

TEST_CASE("a codec's signals are read with every field", "[adapters]") {
  const auto read = signals(R"([{"kind": "water_leak", "state": "normal", "boot": "b1",
      "sequence": 7, "device_time": "2026-03-01T12:00:00.5Z",
      "network_time": "2026-03-01T12:00:01Z", "value": 2.5, "unit": "mm", "text": "Vått",
      "location": {"latitude": 61.5, "longitude": 8.25, "accuracy_m": 12}, "history": true},
      {"kind": "battery_low", "device": "kitchen/leak"}])");

  REQUIRE(read.size() == 2);
  core::Signal full;
  full.kind = SignalKind::WaterLeak;
  full.state = SignalState::Normal;
  full.key = core::SignalKey{"b1", 7};
  full.device_time = Instant(std::chrono::milliseconds(1'772'366'400'500));
  full.network_time = Instant(std::chrono::seconds(1'772'366'401));
  full.value = 2.5;
  full.unit = "mm";
  full.text = "Vått";
  full.location = core::GeoPoint{61.5, 8.25, 12};
  full.history = true;
  CHECK(read[0] == CodecSignal{std::nullopt, full});
  core::Signal low;
  low.kind = SignalKind::BatteryLow;
  low.state = SignalState::Active;
  CHECK(read[1] == CodecSignal{"kitchen/leak", low});
}

TEST_CASE("nothing to say is no fault", "[adapters]") { CHECK(signals("[]").empty()); }

TEST_CASE("a field that is null is as good as left out", "[adapters]") {
  CHECK(signals(R"([{"kind": "water_leak", "value": null, "device_time": null}])") ==
        signals(R"([{"kind": "water_leak"}])"));
}

TEST_CASE("what breaks the contract is a fault that says where", "[adapters]") {
  const auto [json, words] = GENERATE(table<std::string, std::string>({
      {"", "result: not JSON"},
      {"undefined", "result: not JSON"},
      {"null", "signals: are no array"},
      {"{}", "signals: are no array"},
      {"[7]", "signal 1: is no object"},
      {R"([{"kind": "water_leak"}, {}])", "signal 2: kind: is not given as a word"},
      {R"([{"kind": 27}])", "signal 1: kind: is not given as a word"},
      {R"([{"kind": "wet"}])", "signal 1: kind: this version knows no \"wet\""},
      {R"([{"kind": "smoke"}])",
       "signal 1: kind: smoke is not among the signals of the device's type"},
      {R"([{"kind": "water_leak", "state": null}])", "signal 1: state: is not given as a word"},
      {R"([{"kind": "water_leak", "state": 2}])", "signal 1: state: is not given as a word"},
      {R"([{"kind": "water_leak", "state": "wet"}])", "signal 1: JSON"},
      {R"([{"kind": "water_leak", "battery": 3}])", "signal 1: battery: no such field"},
      {R"([{"kind": "water_leak", "deviceTime": "x"}])", "signal 1: deviceTime: no such field"},
      {R"([{"kind": "water_leak", "device": null}])", "signal 1: device: is no address"},
      {R"([{"kind": "water_leak", "device": ""}])", "signal 1: device: is no address"},
      {R"([{"kind": "water_leak", "device": "a\u0000b"}])", "signal 1: device: is no address"},
      {R"([{"kind": "water_leak", "sequence": -1}])", "signal 1: JSON"},
      {R"([{"kind": "water_leak", "device_time": "yesterday"}])", "signal 1: JSON"},
      {R"([{"kind": "water_leak", "history": "yes"}])", "signal 1: history"},
      {R"([{"kind": "position", "location": 7}])", "signal 1: location: is no object"},
      {R"([{"kind": "position", "location": {"latitude": 1}}])",
       "signal 1: location.longitude: missing"},
      {R"([{"kind": "position", "location": {"latitude": 1, "longitude": 2, "fix": 3}}])",
       "signal 1: location.fix: no such field"},
      {R"([{"kind": "position", "location": {"latitude": 91, "longitude": 2}}])",
       "signal 1: location.latitude"},
      {R"([{"kind": "water_leak", "unit": "seventeen letters"}])", "signal 1: unit: longer"},
  }));
  CAPTURE(json);

  CHECK_THAT(fault_in(json), Catch::StartsWith(words));
}

TEST_CASE("a codec says at most 16 signals of one message", "[adapters]") {
  std::string json = R"({"kind": "water_leak"})";
  for (int i = 1; i < 16; ++i) json += R"(, {"kind": "water_leak"})";

  CHECK(signals("[" + json + "]").size() == 16);
  CHECK_THAT(fault_in("[" + json + R"(, {"kind": "water_leak"}])"),
             Catch::Contains("more than 16"));
}

TEST_CASE("a result that is too long or too deep is not read", "[adapters]") {
  CHECK_THAT(fault_in("[" + std::string(kLargestResult, ' ') + "]"),
             Catch::Contains("longer than"));
  CHECK_THAT(fault_in(std::string(100'000, '[')), Catch::Contains("not JSON"));
}

TEST_CASE("a frame may be given as bytes, base64 or hex", "[adapters]") {
  const std::string frame = GENERATE(R"("bytes": [1, 117, 255])", R"("base64": "AXX/")",
                                     R"("hex": "0175FF")", R"("hex": "0175ff")");
  CAPTURE(frame);

  const auto read = unwrapped(R"({"device": "a84041", "fPort": 85, )" + frame + "}");

  CHECK(read.device == "a84041");
  CHECK(read.f_port == 85);
  CHECK(read.bytes == "\x01\x75\xFF");
}

TEST_CASE("an envelope is read with every field", "[adapters]") {
  const auto read = unwrapped(R"({"device": "a84041", "fPort": 0, "bytes": [],
      "networkTime": "2026-03-01T12:00:00Z", "boot": "01ab", "sequence": 0,
      "signals": [{"kind": "battery_low", "state": "normal"}]})");

  CHECK(read.f_port == 0);
  CHECK(read.bytes == "");
  CHECK(read.network_time == Instant(std::chrono::seconds(1'772'366'400)));
  CHECK(read.boot == "01ab");
  CHECK(read.sequence == 0U);
  REQUIRE(read.signals.size() == 1);
  CHECK(read.signals[0].signal.state == SignalState::Normal);
}

TEST_CASE("an envelope without a frame leaves its signals alone", "[adapters]") {
  const auto read = unwrapped(R"({"device": "a84041", "signals": []})");

  CHECK(read == Unwrapped{"a84041", {}, {}, {}, "", {}, {}});
}

TEST_CASE("an envelope that breaks the contract is a fault that says where", "[adapters]") {
  const auto [json, words] = GENERATE(table<std::string, std::string>({
      {"[]", "result: is no object"},
      {"{}", "device: is no address"},
      {R"({"device": 7})", "device: is no text"},
      {R"({"device": "a", "port": 1})", "port: no such field"},
      {R"({"device": "a", "fPort": 256})", "fPort: is no whole number from 0 to 255"},
      {R"({"device": "a", "fPort": 1.5})", "fPort"},
      {R"({"device": "a", "bytes": [256]})", "bytes: element 1 is no byte"},
      {R"({"device": "a", "bytes": [1, "2"]})", "bytes: element 2 is no byte"},
      {R"({"device": "a", "bytes": "AQ=="})", "bytes: is no array"},
      {R"({"device": "a", "base64": "A"})", "base64: is no base64"},
      {R"({"device": "a", "hex": "0"})", "hex: is no hex"},
      {R"({"device": "a", "hex": "00", "bytes": [0]})", "hex: the bytes are given twice"},
      {R"({"device": "a", "networkTime": 7})", "networkTime: is no text"},
      {R"({"device": "a", "networkTime": "7"})", "networkTime: is no RFC 3339 time"},
      {R"({"device": "a", "sequence": -1})", "sequence"},
      {R"({"device": "a", "boot": "123456789012345678901234567890123"})", "boot: longer"},
      {R"({"device": "a", "signals": {}})", "signals: are no array"},
      {R"({"device": "a", "signals": [{"kind": "smoke"}]})", "signal 1: kind"},
  }));
  CAPTURE(json);

  const auto read = read_unwrapped(json, kKinds);

  REQUIRE(read.has_error());
  CHECK_THAT(read.error().reason, Catch::StartsWith(words));
}

TEST_CASE("a frame has at most 1,024 bytes", "[adapters]") {
  const auto of = [](std::size_t digits) {
    return read_unwrapped(R"({"device": "a", "hex": ")" + std::string(digits, '0') + "\"}", kKinds);
  };
  CHECK(of(2'048).has_value());
  CHECK(of(2'050).has_error());
}

}  // namespace varde::adapters
