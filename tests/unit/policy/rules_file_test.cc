// The seven forms of a rule, and what stands around them, as a duty manager writes them.
#include "broker/policy/rules_file.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <string>

#include "broker/base/sha256.h"
#include "tests/unit/policy/policy_folder.h"

namespace varde::policy {
namespace {

using namespace std::chrono_literals;
using core::AlarmType;
using core::Priority;
using core::SignalKind;

core::Ruleset rules_of(const PolicyFolder& folder) {
  const auto rules = load_rules(folder.path());
  if (rules.has_error()) FAIL(yaml::describe(rules.error()));
  return *rules;
}

// The one rule of a file.
core::AlarmRule rule_of(const std::string& text) {
  const auto rules = rules_of(PolicyFolder("rules:\n" + text));
  REQUIRE(rules.rules.size() == 1);
  return rules.rules.front();
}

}  // namespace

TEST_CASE("a threshold rule has its limit, where it clears, and how long it must hold",
          "[policy]") {
  const auto rule = rule_of(
      "  - id: cold-watch\n"
      "    match: {kinds: [temperature], site_kinds: [hall, school]}\n"
      "    threshold: {below: 5, clear: 6, for: 10 min}\n"
      "    raise: {alarm: temperature_low, priority: medium, text: \"Ring vaktmester.\"}\n");

  CHECK(rule.id == RuleId("cold-watch"));
  CHECK(rule.match.kinds == std::vector{SignalKind::Temperature});
  CHECK(rule.match.site_kinds == std::vector<std::string>{"hall", "school"});
  const auto& form = std::get<core::Threshold>(rule.form);
  CHECK(form.below == 5.0);
  CHECK_FALSE(form.above.has_value());
  CHECK(form.clear == 6.0);
  CHECK(form.hold == 10min);
  CHECK(rule.raise.type == AlarmType::TemperatureLow);
  CHECK(rule.raise.priority == Priority::Medium);
  CHECK(rule.raise.text == "Ring vaktmester.");
}

TEST_CASE("a rule without a form is about the signal itself", "[policy]") {
  const auto rule = rule_of(
      "  - id: door-at-night\n"
      "    match: {kinds: door_opened, device_types: [door contact], at: \"22:00-06:00\"}\n"
      "    raise: {alarm: door_open, priority: high}\n");

  CHECK(std::get<core::OnSignal>(rule.form) == core::OnSignal{});
  CHECK(rule.match.device_types == std::vector<std::string>{"door contact"});
  REQUIRE(rule.match.at.size() == 1);
  CHECK(rule.match.at.front().from == 22h);
}

TEST_CASE("a rule on the signal may bound its value", "[policy]") {
  const auto rule = rule_of(
      "  - id: high-water\n"
      "    match: {kinds: [water_level], municipalities: [nordlia], devices: [nordlia/level-1]}\n"
      "    signal: {at_least: 2.5, at_most: 10}\n"
      "    raise: {alarm: water_level, priority: medium}\n");

  const auto& form = std::get<core::OnSignal>(rule.form);
  CHECK(form.at_least == 2.5);
  CHECK(form.at_most == 10.0);
  CHECK(rule.match.municipalities == std::vector{MunicipalityId("nordlia")});
  CHECK(rule.match.devices ==
        std::vector{core::DeviceRef{MunicipalityId("nordlia"), DeviceId("level-1")}});
}

TEST_CASE("an absence rule says what should have come, and within which time", "[policy]") {
  const auto rule = rule_of(
      "  - id: bed-exit\n"
      "    match:\n"
      "      kinds: [bed_exit]\n"
      "      at: [{time: \"22:00-06:00\", days: [workday, holiday]}, {days: [saturday]}]\n"
      "    absence: {expected: [bed_entry, presence], within: 15 min}\n"
      "    raise: {alarm: bed_exit_overdue, priority: high}\n");

  const auto& form = std::get<core::Absence>(rule.form);
  CHECK(form.expected == std::vector{SignalKind::BedEntry, SignalKind::Presence});
  CHECK(form.within == 15min);
  REQUIRE(rule.match.at.size() == 2);
  CHECK(rule.match.at[0].days == std::vector{core::DayType::Workday, core::DayType::Holiday});
  CHECK(rule.match.at[1].from == rule.match.at[1].to);
}

TEST_CASE("a missed window is a part of the day in which something should come", "[policy]") {
  const auto rule = rule_of(
      "  - id: morning-medicine\n"
      "    match: {kinds: [medication_taken], positions: [astrid]}\n"
      "    missed_window: {time: \"07:30-09:30\"}\n"
      "    raise: {alarm: medication_missed, priority: high}\n");

  const auto& form = std::get<core::MissedWindow>(rule.form);
  CHECK(form.window.from == 7h + 30min);
  CHECK(form.window.to == 9h + 30min);
  CHECK(rule.match.positions == std::vector{PositionId("astrid")});
}

TEST_CASE("a count rule says how many within which time", "[policy]") {
  const auto rule = rule_of(
      "  - id: restless\n"
      "    match: {kinds: [bed_exit]}\n"
      "    count: {at_least: 4, within: 1 h}\n"
      "    raise: {alarm: inactivity, priority: low}\n");

  CHECK(std::get<core::Count>(rule.form) == core::Count{4, 1h});
}

TEST_CASE("a geofence has circles and polygons, and how good a fix must be", "[policy]") {
  const auto rule = rule_of(
      "  - id: einar\n"
      "    match: {kinds: [position], positions: [einar]}\n"
      "    geofence:\n"
      "      areas:\n"
      "        - circle: {latitude: 64.461, longitude: 13.601, radius: 400 m}\n"
      "        - polygon: [[64.46, 13.59], [64.47, 13.59], [64.47, 13.61], [64.46, 13.59]]\n"
      "      max_accuracy: 50 m\n"
      "      max_age: 5 min\n"
      "    raise: {alarm: zone_left, priority: high}\n");

  const auto& form = std::get<core::Geofence>(rule.form);
  REQUIRE(form.areas.size() == 2);
  CHECK(std::get<core::Circle>(form.areas[0]).radius_m == 400.0);
  CHECK(std::get<core::Circle>(form.areas[0]).centre.latitude == 64.461);
  // The ring that was closed by hand has three corners.
  CHECK(std::get<core::Polygon>(form.areas[1]).corners.size() == 3);
  CHECK(form.max_accuracy_m == 50.0);
  CHECK(form.max_age == 5min);
}

TEST_CASE("a confirmation wants several devices within a time", "[policy]") {
  const auto rule = rule_of(
      "  - id: confirmed-fire\n"
      "    match: {kinds: [smoke, heat]}\n"
      "    confirmation: {devices: 2, within: 5 min}\n"
      "    raise: {alarm: fire, priority: critical}\n");

  CHECK(std::get<core::Confirmation>(rule.form) == core::Confirmation{2, 5min});
}

TEST_CASE("a combination names alarms that are one", "[policy]") {
  const auto rules =
      rules_of(PolicyFolder("combinations:\n  - {id: call-and-fall, alarms: [help_call, fall]}\n"));

  REQUIRE(rules.combinations.size() == 1);
  CHECK(rules.combinations[0].types == std::vector{AlarmType::HelpCall, AlarmType::Fall});
}

TEST_CASE("a call may be silenced for one person or device", "[policy]") {
  const auto rule = rule_of(
      "  - id: broken-button\n"
      "    match: {kinds: [help_call], positions: [astrid]}\n"
      "    raise: nothing\n");

  CHECK(rule.raise.type == AlarmType::Unspecified);
}

TEST_CASE("rules are tried in the order of the files' names and of each file", "[policy]") {
  const std::string of =
      "    match: {kinds: [smoke]}\n    raise: {alarm: smoke, priority: critical}\n";
  const auto rules = rules_of(PolicyFolder({
      {"20.yaml", "rules:\n  - id: c\n" + of},
      {"10.yaml", "rules:\n  - id: a\n" + of + "  - id: b\n" + of},
  }));

  std::string order;
  for (const auto& rule : rules.rules) order += rule.id.str();
  CHECK(order == "abc");
}

TEST_CASE("a version names the files' content, and nothing else", "[policy]") {
  const std::string text = "combinations:\n  - {id: c, alarms: [help_call, fall]}\n";
  const auto first = rules_of(PolicyFolder({{"a.yaml", text}}));
  const auto again = rules_of(PolicyFolder({{"b.yaml", text}}));
  const auto changed = rules_of(PolicyFolder({{"a.yaml", text + "# A word more.\n"}}));

  CHECK(first.version == hex(sha256(text)).substr(0, 12));
  CHECK(again.version == first.version);
  CHECK(changed.version != first.version);
}

}  // namespace varde::policy
