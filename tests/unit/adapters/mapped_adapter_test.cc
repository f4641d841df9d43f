#include "adapters/host/mapped_adapter.h"

#include <catch2/catch.hpp>
#include <string>
#include <utility>

namespace varde::adapters {
namespace {

using core::DecodeFailureKind;
using core::Signal;
using core::SignalKind;
using core::SignalState;

MapRule fixed(SignalKind kind, std::optional<MapCondition> when) {
  MapRule rule;
  rule.kind = kind;
  rule.when = std::move(when);
  return rule;
}

MapRule by_state(SignalKind kind, std::string pointer, StateRule state) {
  MapRule rule;
  rule.kind = kind;
  rule.state = MapState{std::move(pointer), std::move(state)};
  return rule;
}

MapRule measured(SignalKind kind, std::string pointer, std::string unit) {
  MapRule rule;
  rule.kind = kind;
  rule.value = MapValue{std::move(pointer), std::move(unit)};
  return rule;
}

// A pump station with one of each rule.
MapRules station() {
  MapRules rules;
  rules.rules = {fixed(SignalKind::Fire, MapCondition{"/state", {"true", "fire"}, {}}),
                 measured(SignalKind::Temperature, "/temp", "°C"),
                 by_state(SignalKind::WaterLevel, "/level", Threshold{2.5, 2.3, {}, {}}),
                 by_state(SignalKind::DoorOpened, "/door",
                          ValueStates{{{"open", SignalState::Active},
                                       {"closed", SignalState::Normal},
                                       {"broken", SignalState::Fault}}})};
  return rules;
}

std::vector<Signal> signals(const MapRules& rules, const std::string& payload,
                            const PreviousStates& previous = {}) {
  REQUIRE_FALSE(fault_of(rules).has_value());
  const auto decoded = decode_mapped(rules, payload, previous);
  INFO((decoded ? "" : decoded.error().reason));
  REQUIRE(decoded.has_value());
  return *decoded;
}

core::DecodeFailure failure(const MapRules& rules, const std::string& payload) {
  REQUIRE_FALSE(fault_of(rules).has_value());
  const auto decoded = decode_mapped(rules, payload, {});
  REQUIRE(decoded.has_error());
  CHECK(decoded.error().reason.find('\n') == std::string::npos);
  return decoded.error();
}

Signal signal(SignalKind kind, SignalState state) {
  Signal out;
  out.kind = kind;
  out.state = state;
  return out;
}

}  // namespace

TEST_CASE("each rule says its part of the message", "[adapters]") {
  Signal temperature = signal(SignalKind::Temperature, SignalState::Active);
  temperature.value = 21.5;
  temperature.unit = "°C";

  CHECK(signals(station(), R"({"state": true, "temp": "21.50", "level": 2.6, "door": "broken"})") ==
        std::vector<Signal>{signal(SignalKind::Fire, SignalState::Active), temperature,
                            signal(SignalKind::WaterLevel, SignalState::Active),
                            signal(SignalKind::DoorOpened, SignalState::Fault)});
}

TEST_CASE("what is not in the message is not reported", "[adapters]") {
  const std::string payload = GENERATE(R"({})", R"({"other": 1})", R"([])", R"(7)", R"(null)",
                                       R"({"state": false})", R"({"state": {"fire": true}})");

  CHECK(signals(station(), payload).empty());
}

TEST_CASE("between two limits a level stays as it was", "[adapters]") {
  const std::string payload = R"({"level": 2.4})";

  CHECK(signals(station(), payload).empty());
  CHECK(signals(station(), payload, {{SignalKind::WaterLevel, SignalState::Active}}).at(0).state ==
        SignalState::Active);
  CHECK(signals(station(), payload, {{SignalKind::WaterLevel, SignalState::Normal}}).at(0).state ==
        SignalState::Normal);
}

TEST_CASE("a value that nobody listed makes the message undecoded", "[adapters]") {
  const auto failed = failure(station(), R"({"state": true, "door": "ajar"})");

  CHECK(failed.kind == DecodeFailureKind::Malformed);
  CHECK(failed.reason == "/door: no state is given for \"ajar\"");
}

TEST_CASE("a missing field is a failure only where it is required", "[adapters]") {
  MapRules rules = station();
  rules.rules[3].required = true;
  CHECK(failure(rules, R"({"level": 1})").reason == "/door: is not there");
  rules = station();
  rules.rules[0].required = true;
  CHECK(failure(rules, R"({"level": 1})").reason == "/state: is not there");
  CHECK(signals(rules, R"({"state": false})").empty());
}

TEST_CASE("a condition may ask for any value, or for none", "[adapters]") {
  MapRules rules;
  rules.rules = {fixed(SignalKind::Fault, MapCondition{"/error", {}, true}),
                 fixed(SignalKind::FaultCleared, MapCondition{"/error", {}, false})};

  CHECK(signals(rules, R"({"error": null})").at(0).kind == SignalKind::Fault);
  CHECK(signals(rules, R"({"error": ["E4"]})").at(0).kind == SignalKind::Fault);
  CHECK(signals(rules, R"({})").at(0).kind == SignalKind::FaultCleared);
}

TEST_CASE("an alarm is not lost for a value that is missing beside it", "[adapters]") {
  MapRules rules;
  rules.rules = {fixed(SignalKind::Heat, MapCondition{"/heat", {"true"}, {}})};
  rules.rules[0].value = MapValue{"/temp", "°C"};

  const std::string payload = GENERATE(R"({"heat": true})", R"({"heat": true, "temp": null})");

  CHECK(signals(rules, payload) ==
        std::vector<Signal>{signal(SignalKind::Heat, SignalState::Active)});
}

TEST_CASE("a measurement that is null is unknown", "[adapters]") {
  CHECK(signals(station(), R"({"temp": null, "level": null})") ==
        std::vector<Signal>{signal(SignalKind::Temperature, SignalState::Unknown),
                            signal(SignalKind::WaterLevel, SignalState::Unknown)});
}

TEST_CASE("of one alarm kind a message says the worst only", "[adapters]") {
  const StateRule loop = ValueStates{{{"alarm", SignalState::Active},
                                      {"ok", SignalState::Normal},
                                      {"broken", SignalState::Fault}}};
  MapRules rules;
  rules.rules = {by_state(SignalKind::Fire, "/1", loop), by_state(SignalKind::Fire, "/2", loop)};

  const auto [payload, state] = GENERATE(table<std::string, SignalState>({
      {R"({"1": "alarm", "2": "ok"})", SignalState::Active},
      {R"({"1": "ok", "2": "alarm"})", SignalState::Active},
      {R"({"1": "broken", "2": "alarm"})", SignalState::Active},
      {R"({"1": "broken", "2": "ok"})", SignalState::Fault},
      {R"({"1": "ok", "2": "ok"})", SignalState::Normal},
  }));
  CAPTURE(payload);

  CHECK(signals(rules, payload) == std::vector<Signal>{signal(SignalKind::Fire, state)});
}

TEST_CASE("the whole payload may be one bare value", "[adapters]") {
  MapRules rules;
  rules.rules = {
      by_state(SignalKind::Fire, "",
               ValueStates{{{"true", SignalState::Active}, {"false", SignalState::Normal}}})};
  CHECK(signals(rules, "true").at(0).state == SignalState::Active);
  CHECK(signals(rules, " false ").at(0).state == SignalState::Normal);
  CHECK(failure(rules, "ON").reason.starts_with("payload: not JSON"));

  rules.rules = {by_state(SignalKind::PumpFault, "", ValueStates{{{"ON", SignalState::Active}}})};
  rules.plain_text = true;
  CHECK(signals(rules, "ON").at(0).state == SignalState::Active);
  CHECK(failure(rules, "\"ON\"").kind == DecodeFailureKind::Malformed);
}

TEST_CASE("time and counter are put on every signal", "[adapters]") {
  const Instant noon(std::chrono::seconds(1'767'268'800));
  const auto [format, time] = GENERATE(table<MapTimeFormat, std::string>({
      {MapTimeFormat::EpochSeconds, "1767268800"},
      {MapTimeFormat::EpochSeconds, "\"1767268800\""},
      {MapTimeFormat::EpochMilliseconds, "1767268800000"},
      {MapTimeFormat::Rfc3339, "\"2026-01-01T12:00:00Z\""},
      {MapTimeFormat::Rfc3339, "\"2026-01-01T13:00:00+01:00\""},
  }));
  CAPTURE(time);
  MapRules rules = station();
  rules.device_time = MapTime{"/ts", format};
  rules.sequence_pointer = "/n/0";
  rules.boot_pointer = "/b";

  const auto told = signals(
      rules, R"({"temp": 1, "level": 3, "b": 7, "n": [18446744073709551615], "ts": )" + time + "}");

  REQUIRE(told.size() == 2);
  for (const Signal& one : told) {
    CHECK(one.device_time == noon);
    CHECK(one.key == core::SignalKey{"7", 18'446'744'073'709'551'615U});
  }
}

TEST_CASE("milliseconds are kept to the microsecond", "[adapters]") {
  MapRules rules = station();
  rules.device_time = MapTime{"/ts", MapTimeFormat::EpochMilliseconds};

  CHECK(signals(rules, R"({"temp": 1, "ts": 1767225600123})").at(0).device_time ==
        Instant(std::chrono::milliseconds(1'767'225'600'123)));
}

TEST_CASE("a time, a counter or a run that cannot be is a failure", "[adapters]") {
  const auto [field, value, kind] = GENERATE(table<std::string, std::string, DecodeFailureKind>({
      {"/ts", "1e300", DecodeFailureKind::OutOfRange},
      {"/ts", "true", DecodeFailureKind::Malformed},
      {"/ts", "\"soon\"", DecodeFailureKind::Malformed},
      {"/n", "-1", DecodeFailureKind::Malformed},
      {"/n", "1.5", DecodeFailureKind::Malformed},
      {"/n", "\"1x\"", DecodeFailureKind::Malformed},
      {"/b", "\"123456789012345678901234567890123\"", DecodeFailureKind::OutOfRange},
  }));
  CAPTURE(field, value);
  MapRules rules = station();
  rules.device_time = MapTime{"/ts", MapTimeFormat::EpochMilliseconds};
  rules.sequence_pointer = "/n";
  rules.boot_pointer = "/b";
  const std::string other = field == "/b" ? R"("n": 1, )" : "";

  const auto failed =
      failure(rules, R"({"temp": 1, )" + other + '"' + field.substr(1) + "\": " + value + "}");

  CHECK(failed.kind == kind);
  CHECK(failed.reason.starts_with(field + ":"));
}

TEST_CASE("a text that is too long is cut between two letters", "[adapters]") {
  MapRules rules = station();
  rules.rules[0].text_pointer = "/text";
  std::string text;
  for (int i = 0; i < 600; ++i) text += "å";

  const auto told = signals(rules, R"({"state": true, "text": ")" + text + "\"}");

  CHECK(told.at(0).text == text.substr(0, 1'024));
}

TEST_CASE("a pointer may go through arrays and escaped names", "[adapters]") {
  MapRules rules;
  rules.rules = {measured(SignalKind::Temperature, "/a~1b/1/x~0y", "")};

  CHECK(signals(rules, R"({"a/b": [0, {"x~y": 4}]})").at(0).value == 4);
  CHECK(signals(rules, R"({"a/b": [0]})").empty());
  CHECK(signals(rules, R"({"a/b": 3})").empty());
}

TEST_CASE("hostile JSON is refused", "[adapters]") {
  std::string deep;
  for (int i = 0; i < 100'000 / 2; ++i) deep += '[';
  CHECK(failure(station(), deep).kind == DecodeFailureKind::Malformed);
  CHECK(failure(station(), std::string(64 * 1024 + 1, ' ')).kind ==
        DecodeFailureKind::PayloadTooLarge);
  CHECK(failure(station(), "{\"door\": \"\xC3\"}").kind == DecodeFailureKind::Malformed);
  CHECK(failure(station(), "").kind == DecodeFailureKind::Malformed);
  CHECK(failure(station(), R"({"temp": 1e999})").kind == DecodeFailureKind::Malformed);
  CHECK(failure(station(), R"({"temp": [1]})").kind == DecodeFailureKind::Malformed);
}

TEST_CASE("a message says at most 16 signals", "[adapters]") {
  MapRules rules;
  for (int i = 0; i < 17; ++i) rules.rules.push_back(measured(SignalKind::Temperature, "/t", ""));

  CHECK(failure(rules, R"({"t": 1})").reason == "payload: says more than 16 signals");
  rules.rules.pop_back();
  CHECK(signals(rules, R"({"t": 1})").size() == 16);
}

TEST_CASE("rules that cannot be followed are refused with their number", "[adapters]") {
  using Spoil = void (*)(MapRules&);
  const auto [where, spoil] = GENERATE(table<std::string, Spoil>({
      {"rule 1: kind", [](MapRules& r) { r.rules[0].kind = SignalKind::Unspecified; }},
      {"rule 1: when: pointer", [](MapRules& r) { r.rules[0].when->pointer = "state"; }},
      {"rule 1: when", [](MapRules& r) { r.rules[0].when->any_of.clear(); }},
      {"rule 1: when", [](MapRules& r) { r.rules[0].when->exists = true; }},
      {"rule 2: value: pointer", [](MapRules& r) { r.rules[1].value->pointer = "/a~2"; }},
      {"rule 2: value: pointer", [](MapRules& r) { r.rules[1].value->pointer = "/~"; }},
      {"rule 2: value: unit", [](MapRules& r) { r.rules[1].value->unit = std::string(17, 'x'); }},
      {"rule 2: state", [](MapRules& r) { r.rules[1].state = SignalState::Unspecified; }},
      {"rule 3: state",
       [](MapRules& r) {
         r.rules[2].state = MapState{"/x", Threshold{}};
       }},
      {"rule 4: text: pointer",
       [](MapRules& r) { r.rules[3].text_pointer = std::string(257, '/'); }},
      {"boot", [](MapRules& r) { r.boot_pointer = "/b"; }},
      {"device_time", [](MapRules& r) { r.device_time = MapTime{"x", {}}; }},
      {"no rule", [](MapRules& r) { r.rules.clear(); }},
      {"more than 64", [](MapRules& r) { r.rules.resize(65, r.rules[0]); }},
  }));
  CAPTURE(where);
  MapRules rules = station();
  spoil(rules);

  const auto fault = fault_of(rules);

  REQUIRE(fault.has_value());
  CHECK(fault->starts_with(where));
}

}  // namespace varde::adapters
