#include "adapters/host/sparkplug/metric_rules_json.h"

#include <catch2/catch.hpp>
#include <string>

namespace varde::adapters::sparkplug {
namespace {

using core::SignalKind;
using core::SignalState;

MetricRules rules(const std::string& parameters) {
  const auto read = read_metric_rules(parameters);
  INFO((read ? "" : read.error().reason));
  REQUIRE(read.has_value());
  CHECK_FALSE(fault_of(*read).has_value());
  return *read;
}

// The reason, which is one line.
std::string fault(const std::string& parameters) {
  const auto read = read_metric_rules(parameters);
  REQUIRE(read.has_error());
  CHECK(read.error().reason.find('\n') == std::string::npos);
  return read.error().reason;
}

// One good rule, and behind it the one in question.
std::string second(const std::string& rule) {
  return R"({"metrics": [{"metric": "T", "kind": "temperature", "value": true}, )" + rule + "]}";
}

}  // namespace

TEST_CASE("the register says what the metrics of a device mean", "[sparkplug]") {
  const MetricRules read = rules(R"({"metrics": [
      {"metric": "Pumps/1/Fault", "kind": "pump_fault",
       "values": {"true": "active", "false": "normal", "2": "fault", "null": "unknown"}},
      {"metric": "Level", "kind": "water_level", "value": true, "unit": "m"},
      {"metric": "Level", "kind": "water_leak", "above": 2.5, "clears_below": 2},
      {"metric": "Battery", "kind": "battery_low", "below": "15", "clears_above": "20.5",
       "value": true, "unit": "%"}]})");

  REQUIRE(read.rules.size() == 4);
  CHECK(read.rules[0].metric == "Pumps/1/Fault");
  CHECK(read.rules[0].kind == SignalKind::PumpFault);
  const auto& states = std::get<ValueStates>(std::get<StateRule>(read.rules[0].state)).states;
  CHECK(states == decltype(ValueStates::states){{"true", SignalState::Active},
                                                {"false", SignalState::Normal},
                                                {"2", SignalState::Fault},
                                                {"null", SignalState::Unknown}});
  CHECK_FALSE(read.rules[0].value);
  CHECK(std::get<SignalState>(read.rules[1].state) == SignalState::Active);
  CHECK(read.rules[1].value);
  CHECK(read.rules[1].unit == "m");
  const auto& high = std::get<Threshold>(std::get<StateRule>(read.rules[2].state));
  CHECK(high.above == 2.5);
  CHECK(high.clears_below == 2);
  CHECK_FALSE(high.below.has_value());
  const auto& low = std::get<Threshold>(std::get<StateRule>(read.rules[3].state));
  CHECK(low.below == 15);
  CHECK(low.clears_above == 20.5);
  CHECK(read.rules[3].value);
}

TEST_CASE("of a device without rules only birth and death are told", "[sparkplug]") {
  const std::string parameters = GENERATE("", "{}", R"({"metrics": []})", R"({"metrics": null})");
  CAPTURE(parameters);
  CHECK(rules(parameters).rules.empty());
}

TEST_CASE("what cannot be followed names the metric and the field", "[sparkplug]") {
  const auto [rule, place] = GENERATE(table<std::string, std::string>({
      {R"(7)", ""},
      {R"({"kind": "fire", "values": {"true": "active"}})", "metric: "},
      {R"({"metric": 1, "kind": "fire", "values": {"true": "active"}})", "metric: "},
      {R"({"metric": "A", "values": {"true": "active"}})", "kind: "},
      {R"({"metric": "A", "kind": "pump_fualt", "values": {"true": "active"}})", "kind: "},
      {R"({"metric": "A", "kind": "unspecified", "values": {"true": "active"}})", "kind: "},
      {R"({"metric": "A", "kind": "fire", "values": {"true": "wet"}})", "values: "},
      {R"({"metric": "A", "kind": "fire", "values": {"true": true}})", "values: "},
      {R"({"metric": "A", "kind": "fire", "values": {"\n": "\n"}})", "values: "},
      {R"({"metric": "A", "kind": "fire", "values": ["true"]})", "values: "},
      {R"({"metric": "A", "kind": "fire", "values": {}})", "values: "},
      {R"({"metric": "A", "kind": "fire", "values": {"true": "active"}, "above": 1})", "values: "},
      {R"({"metric": "A", "kind": "fire", "above": "high"})", "above: "},
      {R"({"metric": "A", "kind": "fire", "above": 1, "clears_below": 2})", "clears_below"},
      {R"({"metric": "A", "kind": "fire", "clears_above": 2})", "neither above nor below"},
      {R"({"metric": "A", "kind": "humidity", "value": "yes"})", "value: "},
      {R"({"metric": "A", "kind": "humidity", "value": true, "unit": 5})", "unit: "},
      {R"({"metric": "A", "kind": "humidity", "value": true, "unit": "12345678901234567"})",
       "unit: "},
      {R"({"metric": "A", "kind": "fire", "above": 1, "unit": "m"})", "unit: "},
      {R"({"metric": "A", "kind": "fire", "vaules": {"true": "active"}})", "vaules: "},
  }));
  CAPTURE(rule);
  const std::string reason = fault(second(rule));
  CAPTURE(reason);
  CHECK(reason.starts_with("parameters: metric 2: " + place));
}

TEST_CASE("a metric does not raise or end an alarm by only being there", "[sparkplug]") {
  const std::string kind = GENERATE("water_leak", "mains_restored", "online", "help_call");
  const std::string value = GENERATE("", R"(, "value": true)");
  const std::string reason =
      fault(second(R"({"metric": "A", "kind": ")" + kind + '"' + value + "}"));
  CAPTURE(reason);
  CHECK(reason.starts_with("parameters: metric 2: values: missing"));
}

TEST_CASE("one alarm kind comes from one metric", "[sparkplug]") {
  const std::string reason = fault(R"({"metrics": [
      {"metric": "A", "kind": "pump_fault", "values": {"true": "active"}},
      {"metric": "B", "kind": "pump_fault", "values": {"true": "active"}}]})");
  CHECK(reason.starts_with("parameters: metric 2: kind: "));
}

TEST_CASE("parameters that are no such object are refused", "[sparkplug]") {
  const auto [parameters, place] = GENERATE(table<std::string, std::string>({
      {"{", "not JSON"},
      {"[]", "no object"},
      {R"({"metrics": {}})", "metrics: "},
      {R"({"metric": []})", "metric: "},
      {R"({"metrics": [[[[[[[[[1]]]]]]]]]})", "not JSON"},
      {"\"" + std::string(70'000, 'x') + '"', "longer than"},
      {R"({"metrics": [1)" +
           [] {
             std::string more;
             for (int i = 0; i < 32; ++i) more += ", 1";
             return more;
           }() +
           "]}",
       "metrics: more than 32"},
  }));
  const std::string reason = fault(parameters);
  CAPTURE(reason);
  CHECK(reason.starts_with("parameters: " + place));
}

}  // namespace varde::adapters::sparkplug
