#include "adapters/host/fixture.h"

#include <catch2/catch.hpp>
#include <chrono>
#include <string>

#include "tests/unit/adapters/vendor/adapter_folder.h"

namespace varde::adapters {
namespace {

using namespace std::chrono_literals;
using core::SignalKind;
using core::SignalState;

Fixture fixture(const std::string& text) {
  auto read = parse_fixture("case.json", text);
  INFO((read ? "" : read.error().reason));
  REQUIRE(read.has_value());
  return *std::move(read);
}

// `fields` beside a name and what it shows.
std::string with(const std::string& fields) {
  return R"({"name": "a case", "shows": ["alarm"], )" + fields + "}";
}

const std::string kMessage = R"("topic": "acme/k/state", "payload": {"a": 1})";

}  // namespace

TEST_CASE("a case says what arrives and what must come of it", "[adapters]") {
  const auto read = fixture(R"({
    "name": "a leak", "shows": ["alarm", "restart_burst"],
    "topic": "acme/k/state", "payload": {"leak": true},
    "received_at": "2026-03-02T00:00:00Z", "retained": true, "network_time": "2026-03-01T23:59:59Z",
    "device": {"address": "k", "type": "leak", "parameters": {"port": 1}},
    "previous": {"water_leak": "normal",
                 "offline": {"state": "active", "at": "2026-03-01T00:00:00Z"}},
    "expect": [{"kind": "water_leak", "state": "active", "value": 2}]})");

  CHECK(read.name == "a leak");
  CHECK(shows(read, Shows::RestartBurst));
  CHECK_FALSE(shows(read, Shows::Garbage));
  const auto& message = std::get<FixtureMessage>(read.given);
  CHECK(message.payload == R"({"leak":true})");
  CHECK(message.retained);
  CHECK(message.network_time == read.received_at - 1s);
  CHECK(message.previous.at(SignalKind::WaterLeak).at == read.received_at - kPreviousBefore);
  CHECK(message.previous.at(SignalKind::Offline).at == read.received_at - 24h);
  CHECK(read.device.type == "leak");
  const auto& signals = std::get<std::vector<CodecSignal>>(read.expect);
  CHECK(signals.at(0).signal.value == 2);
}

TEST_CASE("a case without a time arrives at noon of the 1st of March 2026", "[adapters]") {
  const auto read = fixture(with(kMessage + R"(, "expect": [])"));

  CHECK(read.received_at == Instant(std::chrono::sys_days(std::chrono::year(2026) / 3 / 1)) + 12h);
}

TEST_CASE("a payload is JSON, text or bytes", "[adapters]") {
  const auto [payload, bytes] = GENERATE(table<std::string, std::string>({
      {R"("payload": 21.50)", "21.5"},
      {R"("payload": null)", "null"},
      {R"("payload": "on")", "\"on\""},
      {R"("payload_text": "on")", "on"},
      {R"("payload_text": "")", ""},
      {R"("payload_hex": "00Ff")", std::string("\0\xff", 2)},
  }));
  CAPTURE(payload);

  const auto read = fixture(with(R"("topic": "t", )" + payload + R"(, "expect": [])"));

  CHECK(std::get<FixtureMessage>(read.given).payload == bytes);
}

TEST_CASE("a case is a frame, a command or a frame to a device as well", "[adapters]") {
  const auto frame = fixture(with(
      R"("f_port": 5, "payload_hex": "01", "device": {"type": "ems"}, "expect_failure": "malformed")"));
  CHECK(std::get<FixtureMessage>(frame.given).f_port == 5);
  CHECK(std::holds_alternative<ExpectFailure>(frame.expect));

  const auto command = fixture(with(R"("command": "reset", "device": {"address": "k"},
              "expect_publish": {"topic": "t", "payload": "x"})"));
  CHECK(std::get<FixtureCommand>(command.given).command == "reset");
  CHECK(std::get<Publish>(command.expect) == Publish{"t", "x", 1, false});

  const auto downlink = fixture(with(R"("downlink": {"fPort": 2, "hex": "ff"},
      "device": {"address": "k"}, "expect_publish": {"topic": "t", "payloadHex": "00"})"));
  CHECK(std::get<FixtureDownlink>(downlink.given).bytes == "\xff");
  CHECK(std::get<Publish>(downlink.expect).payload == std::string("\0", 1));

  const auto unwrapped = fixture(
      with(kMessage +
           R"(, "expect_unwrapped": {"device": "k", "fPort": 1, "hex": "01", "signals": []})"));
  CHECK(std::get<Unwrapped>(unwrapped.expect).bytes == "\x01");
}

TEST_CASE("what is no case is told why", "[adapters]") {
  const auto [text, words] = GENERATE(table<std::string, std::string>({
      {"", "not JSON"},
      {"[]", "is no JSON object"},
      {R"({"shows": ["alarm"]})", "name"},
      {R"({"name": "", "shows": ["alarm"]})", "name"},
      {R"({"name": "n"})", "shows"},
      {R"({"name": "n", "shows": ["joy"]})", "shows: \"joy\""},
      {with(R"("payload": 1, "expect": [])"), "topic: missing"},
      {with(R"("topic": "t", "expect": [])"), "payload: one of"},
      {with(R"("topic": "t", "payload": 1, "payload_text": "1", "expect": [])"), "payload: one of"},
      {with(R"("topic": "t", "payload_hex": "0", "expect": [])"), "payload_hex"},
      {with(R"("topic": "t", "f_port": 1, "payload_hex": "00", "expect": [])"),
       "f_port: no such field"},
      {with(kMessage), "expect: missing"},
      {with(kMessage + R"(, "expect": [], "expect_failure": "malformed")"), "expect"},
      {with(kMessage + R"(, "expect_failure": true)"), "expect_failure"},
      {with(kMessage + R"(, "expect": [{"kind": "fall"}])"), "expect: [0]: state: missing"},
      {with(kMessage + R"(, "expect": [{"kind": "fal", "state": "active"}])"), "expect: signal 1"},
      {with(kMessage + R"(, "expect": [{"kind": "fall", "state": "active", "x": 1}])"),
       "x: no such"},
      {with(kMessage + R"(, "expected": [])"), "expected: no such field"},
      {with(kMessage + R"(, "expect": [], "previous": {"fal": "active"})"), "previous: fal"},
      {with(kMessage + R"(, "expect": [], "previous": {"fall": "on"})"), "previous: fall"},
      {with(kMessage + R"(, "expect": [], "received_at": "noon")"), "received_at"},
      {with(kMessage + R"(, "expect": [], "device": {"typ": "a"})"), "device: typ"},
      {with(kMessage + R"(, "expect_publish": {"topic": "t", "payload": ""})"), "expect_publish"},
      {with(R"("command": "reset", "expect_publish": {"topic": "t", "payload": "x"})"), "address"},
      {with(R"("downlink": {"hex": "00"}, "device": {"address": "k"}, "expect": [])"), "no such"},
  }));
  CAPTURE(text);

  const auto read = parse_fixture("case.json", text);

  REQUIRE(read.has_error());
  CAPTURE(read.error().reason);
  CHECK(read.error().file == "case.json");
  CHECK(read.error().reason.find(words) != std::string::npos);
}

TEST_CASE("the cases of a folder come by name, those that are none beside them", "[adapters]") {
  AdapterFolder folder("");
  folder.put("fixtures/b.json", with(kMessage + R"(, "expect": [])"));
  folder.put("fixtures/a.json", with(kMessage + R"(, "expect": [])"));
  folder.put("fixtures/c.json", "{");
  folder.put("fixtures/large.json", std::string(kLargestFixture + 1, ' '));
  folder.put("fixtures/readme.txt", "no case");

  const auto read = read_fixtures(folder.path() / "fixtures");

  REQUIRE(read.good.size() == 2);
  CHECK(read.good[0].file == "a.json");
  REQUIRE(read.bad.size() == 2);
  CHECK(read.bad[0].file == "c.json");
  CHECK(read_fixtures(folder.path() / "nowhere").good.empty());
}

}  // namespace varde::adapters
