#include "adapters/host/fixture_run.h"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "adapters/host/adapter_check.h"
#include "tests/unit/adapters/vendor/adapter_folder.h"

namespace varde::adapters {
namespace {

using Lines = std::vector<std::string>;

// What differs in the one case `fields` of the adapter in `folder`.
Lines differences(AdapterFolder& folder, const std::string& fields) {
  const auto adapter = load_adapter(folder.path());
  INFO((adapter ? "" : yaml::describe(adapter.error())));
  REQUIRE(adapter.has_value());
  const auto fixture =
      parse_fixture("case.json", R"({"name": "n", "shows": ["normal"], )" + fields + "}");
  INFO((fixture ? "" : fixture.error().reason));
  REQUIRE(fixture.has_value());
  CodecRunner runner;
  return run_fixture(**adapter, *fixture, runner).differences;
}

AdapterFolder leak_adapter(const std::string& script) {
  return {kHead + kTopics + kTypes + "    commands: [reset]\n", script};
}

const std::string kGiven = R"("topic": "acme/k/state", "payload": {"leak": true},
    "device": {"type": "leak"}, "previous": {"water_leak": "normal"}, )";

}  // namespace

TEST_CASE("a case passes if the codec says what it expects and nothing else", "[adapters]") {
  auto folder = leak_adapter(R"(
    function normalize(m) {
      return [{kind: "water_leak", value: 1, device_time: m.recvTime,
               text: `${m.device.address} ${m.device.type} ${m.previous.water_leak.state}`}];
    })");

  CHECK(differences(folder, kGiven + R"("expect": [{"kind": "water_leak", "state": "active",
      "value": 1.0, "text": "k leak normal", "device_time": "2026-03-01T13:00:00+01:00"}])")
            .empty());
  CHECK(differences(folder, kGiven + R"("expect": [{"kind": "water_leak", "state": "normal",
      "value": 2, "unit": "l", "text": "k leak normal"}])") ==
        Lines{R"([0].state: expected "normal", got "active")", "[0].value: expected 2, got 1",
              R"([0].unit: expected "l", got nothing)",
              R"([0].device_time: expected nothing, got "2026-03-01T12:00:00Z")"});
  CHECK(differences(folder, kGiven + R"("expect": [])").size() == 1);
}

TEST_CASE("a case that expects a failure passes only if the codec throws", "[adapters]") {
  const std::string failure = kGiven + R"("expect_failure": "malformed")";
  const auto [script, passes] = GENERATE(table<std::string, bool>({
      {"function normalize() { throw new Error('payload: no') }", true},
      {"function normalize() { return [] }", false},
      {"function normalize() { return 7 }", false},
      {"function normalize() { for (;;); }", false},
      {"function normalize() { return misspelt }", false},
      {"function normalise() { throw new Error('payload: no') }", false},
  }));
  CAPTURE(script);
  auto folder = leak_adapter(script);

  CHECK(differences(folder, failure).empty() == passes);
}

TEST_CASE("a case in which the codec unexpectedly throws says why it did", "[adapters]") {
  auto folder = leak_adapter("function normalize() { throw new Error('payload: no') }");

  CHECK(differences(folder, kGiven + R"("expect": [])") == Lines{"not understood: payload: no"});
}

TEST_CASE("a device says only what its type claims, another in the same message what any does",
          "[adapters]") {
  auto folder = leak_adapter("function normalize(m) { return m.payload }");
  const auto run = [&](const std::string& device, const std::string& signals) {
    return differences(folder, R"("topic": "acme/k/state", "payload": )" + signals + ", " + device +
                                   R"("expect": )" + signals);
  };
  folder.put("adapter.yaml",
             "id: acme\n" + kHead + kTopics + kTypes +
                 "  smoke: {description: S, signals: [smoke], supervision: {interval_s: 9}}\n");
  const std::string smoke = R"([{"kind": "smoke", "state": "active"}])";
  const std::string other = R"([{"kind": "smoke", "state": "active", "device": "j"}])";
  const std::string never = R"([{"kind": "fall", "state": "active", "device": "j"}])";

  CHECK(run(R"("device": {"type": "smoke"}, )", smoke).empty());
  CHECK_FALSE(run(R"("device": {"type": "leak"}, )", smoke).empty());
  CHECK(run("", smoke).empty());
  CHECK(run(R"("device": {"type": "leak"}, )", other).empty());
  CHECK_FALSE(run(R"("device": {"type": "leak"}, )", never).empty());
  CHECK_FALSE(run(R"("device": {"type": "sauna"}, )", smoke).empty());
}

TEST_CASE("a case that the adapter could never see fails", "[adapters]") {
  auto folder = leak_adapter("function normalize() { return [] }");

  CHECK_FALSE(differences(folder, R"("topic": "other/k", "payload": 1, "expect": [])").empty());
  CHECK_FALSE(differences(folder, R"("f_port": 1, "payload_hex": "00", "expect": [])").empty());
  CHECK_FALSE(differences(folder, R"("topic": "acme/k/state", "payload": 1,
      "device": {"address": "j"}, "expect": [])")
                  .empty());
  CHECK_FALSE(differences(folder, R"("downlink": {"fPort": 1, "hex": "00"},
      "device": {"address": "j"}, "expect_publish": {"topic": "t", "payload": "x"})")
                  .empty());
}

TEST_CASE("a command is sent as the case expects, if the type claims it", "[adapters]") {
  auto folder = leak_adapter(R"(
    function encodeCommand({command, arguments: given, device}) {
      return {topic: "acme/" + device.address, payload: {command, n: given.n}, qos: 2};
    })");
  const auto run = [&](const std::string& command, const std::string& payload) {
    return differences(folder,
                       R"("command": ")" + command +
                           R"(", "arguments": {"n": 3}, "device": {"address": "k", "type": "leak"},
        "expect_publish": {"topic": "acme/k", "qos": 2, "payload": )" +
                           payload + "}");
  };

  CHECK(run("reset", R"({"n": 3, "command": "reset"})").empty());
  CHECK(run("reset", R"({"n": 4, "command": "reset"})") == Lines{"payload.n: expected 4, got 3"});
  CHECK_FALSE(run("locate", R"({"n": 3, "command": "locate"})").empty());
  CHECK_FALSE(run("explode", R"({"n": 3, "command": "explode"})").empty());
}

TEST_CASE("payloads of bytes are sent as such", "[adapters]") {
  auto folder = leak_adapter("function encodeCommand() { return {topic: 't', payload: [0, 255]} }");

  CHECK(differences(folder, R"("command": "reset", "device": {"address": "k", "type": "leak"},
      "expect_publish": {"topic": "t", "payload": [0, 255]})")
            .empty());
}

TEST_CASE("frames of a payload adapter are decoded and its commands are frames", "[adapters]") {
  AdapterFolder folder(kHead + kTypes + "    commands: [reset]\n");
  folder.put("codec.js", R"(
    function decodeUplink({bytes, fPort}) {
      return bytes.length === 0 ? {errors: ["empty"]} : {data: {wet: bytes[0] === 1, fPort}};
    }
    function normalize(m) {
      return [{kind: "water_leak", state: m.decoded.wet ? "active" : "normal", value: m.fPort}];
    }
    function encodeCommand() { return {fPort: 7, bytes: [1, 2]} })");

  CHECK(differences(folder, R"("f_port": 3, "payload_hex": "01", "device": {"type": "leak"},
      "expect": [{"kind": "water_leak", "state": "active", "value": 3}])")
            .empty());
  CHECK(differences(folder, R"("f_port": 3, "payload_hex": "", "device": {"type": "leak"},
      "expect_failure": "malformed")")
            .empty());
  CHECK(differences(folder, R"("command": "reset", "device": {"address": "k", "type": "leak"},
      "expect_downlink": {"fPort": 7, "hex": "0102"})")
            .empty());
  CHECK(differences(folder, R"("command": "reset", "device": {"address": "k", "type": "leak"},
      "expect_downlink": {"fPort": 7, "hex": "0103"})") ==
        Lines{R"(hex: expected "0103", got "0102")"});
}

TEST_CASE("a carrier unwraps, and takes frames to devices", "[adapters]") {
  AdapterFolder folder(kHead + "carrier: true\n" + kTopics + kTypes);
  folder.put("codec.js", R"(
    function unwrap(m) {
      return {device: m.captures.device, fPort: 2, base64: m.payload.data, boot: "s", sequence: 9,
              networkTime: m.recvTime, signals: [{kind: "offline", state: "normal"}]};
    }
    function encodeDownlink({device, fPort, bytes}) {
      return {topic: `acme/${device.address}/down`, payload: {fPort, bytes}};
    })");

  CHECK(differences(folder, R"("topic": "acme/k/state", "payload": {"data": "AQI="},
      "device": {"type": "another adapter's"},
      "expect_unwrapped": {"device": "k", "fPort": 2, "hex": "0102", "boot": "s", "sequence": 9,
        "networkTime": "2026-03-01T12:00:00Z", "signals": [{"kind": "offline", "state": "normal"}]})")
            .empty());
  CHECK(differences(folder, R"("downlink": {"fPort": 2, "hex": "0102"}, "device": {"address": "k"},
      "expect_publish": {"topic": "acme/k/down", "payload": {"fPort": 2, "bytes": [1, 2]}})")
            .empty());
}

TEST_CASE("a map is run without a codec", "[adapters]") {
  AdapterFolder folder(kHead + kTopics + kTypes + R"(map:
  - kind: water_leak
    state: {pointer: /level, above: 2, clears_below: 1}
)");
  const auto run = [&](const std::string& payload, const std::string& previous,
                       const std::string& state) {
    return differences(folder, R"("topic": "acme/k/state", "payload": {"level": )" + payload +
                                   R"(}, "previous": {"water_leak": ")" + previous +
                                   R"("}, "expect": [{"kind": "water_leak", "state": ")" + state +
                                   "\"}]");
  };

  CHECK(run("3", "normal", "active").empty());
  CHECK(run("1.5", "active", "active").empty());
  CHECK(run("1.5", "normal", "normal").empty());
  CHECK(run("1.5", "normal", "active").size() == 1);
  CHECK(differences(folder, R"("topic": "acme/k/state", "payload_text": "x",
                               "expect_failure": "malformed")")
            .empty());
}

}  // namespace varde::adapters
