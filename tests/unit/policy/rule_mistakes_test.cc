// Each mistake in a rule, and what is said of it: where, what is wrong, and the remedy. Here the
// wording is the promise.
#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "broker/policy/rules_file.h"
#include "tests/unit/policy/policy_folder.h"

namespace varde::policy {
namespace {

using Lines = std::vector<std::string>;

core::ApplyRegister small_site() {
  core::ApplyRegister site;
  site.municipalities = {{MunicipalityId("nordlia"), "Nordlia"}};
  core::Position astrid;
  astrid.id = PositionId("astrid");
  site.positions = {astrid};
  core::Device button;
  button.ref = {MunicipalityId("nordlia"), DeviceId("button-1")};
  site.devices = {button};
  return site;
}

Lines said_of(const PolicyFolder& folder) {
  const core::ApplyRegister site = small_site();
  Known known;
  known.site = &site;
  const auto rules = load_rules(folder.path(), known);
  return rules.has_error() ? folder.shown(rules.error()) : Lines();
}

// Of one rule `r` with this `match` and `form` line, each without its indentation.
Lines said_of(const std::string& match, const std::string& form) {
  return said_of(PolicyFolder("rules:\n  - id: r\n    match: " + match + "\n    " + form +
                              "\n    raise: {alarm: fire, priority: high}\n"));
}

// Of one rule on smoke that raises this.
Lines said_of_raise(const std::string& raise) {
  return said_of(PolicyFolder(
      "rules:\n  - id: r\n    match: {kinds: [help_call]}\n    raise: " + raise + "\n"));
}

constexpr const char* kKinds =
    "help_call, fall, bed_exit, bed_entry, inactivity, door_opened, door_closed, door_unlocked, "
    "door_locked, position, zone_entered, zone_left, medication_taken, medication_missed, "
    "supervision_requested, wandering, enuresis, epilepsy, smoke, heat, fire, co, gas, intrusion, "
    "panic, access, water_leak, water_level, pump_fault, temperature, humidity, mains_lost, "
    "mains_restored, battery_low, battery_ok, tamper, fault, fault_cleared, online, offline, "
    "heartbeat, test, cancelled, presence";

}  // namespace

TEST_CASE("a mistyped kind of signal is told with the nearest one", "[policy]") {
  CHECK(said_of("{kinds: [temperatur]}", "signal: {at_least: 1}") ==
        Lines{std::string("file.yaml:3:21: rules[0].match.kinds[0]: \"temperatur\" is no kind of "
                          "signal; did you mean \"temperature\"?; allowed: ") +
              kKinds});
}

TEST_CASE("what is wrong with a threshold", "[policy]") {
  const std::string form = "{kinds: [temperature]}";
  CHECK(said_of(form, "threshold: {below: 5, clear: 4}") ==
        Lines{"file.yaml:4:34: rules[0].threshold.clear: 4 is on the wrong side: it is an alarm "
              "below 5; allowed: 5 or more"});
  CHECK(said_of(form, "threshold: {above: 25, clear: 26.5}") ==
        Lines{"file.yaml:4:35: rules[0].threshold.clear: 26.5 is on the wrong side: it is an alarm "
              "above 25; allowed: 25 or less"});
  CHECK(said_of(form, "threshold: {below: 5, above: 25, clear: 10}") ==
        Lines{"file.yaml:4:34: rules[0].threshold.above: below stands beside it: make two rules of "
              "it; allowed: one of below and above"});
  CHECK(said_of(form, "threshold: {below: 5}") ==
        Lines{"file.yaml:4:16: rules[0].threshold.clear: must be given"});
  CHECK(said_of(form, "threshold: {clear: 5}") ==
        Lines{"file.yaml:4:16: rules[0].threshold: one or more must be given of; allowed: below, "
              "above"});
  CHECK(
      said_of(form, "threshold: {below: 5, clear: 6, for: 10 mn}") ==
      Lines{"file.yaml:4:42: rules[0].threshold.for: \"10 mn\" is no length of time; allowed: 0 s "
            "to 7 days, written as \"45 s\", \"10 min\", \"1 h 30 min\" or \"2 days\""});
  CHECK(said_of(form, "threshold: {below: 5, clear: 6, for: 8 days}") ==
        Lines{"file.yaml:4:42: rules[0].threshold.for: \"8 days\" is out of range; allowed: 0 s to "
              "7 days"});
}

TEST_CASE("a form needs the kinds of signals that it is about", "[policy]") {
  CHECK(said_of("{positions: [astrid]}", "count: {at_least: 3, within: 1 h}") ==
        Lines{"file.yaml:4:12: rules[0].match.kinds: must be given with count; allowed: kinds of "
              "signals, such as [temperature]"});
}

TEST_CASE("two forms in one rule are told apart", "[policy]") {
  CHECK(
      said_of("{kinds: [smoke]}",
              "count: {at_least: 3, within: 1 h}\n    absence: {expected: [heat], within: 1 h}") ==
      Lines{"file.yaml:4:12: rules[0].count: absence stands beside it: make two rules of it; "
            "allowed: one of signal, threshold, absence, missed_window, count, geofence and "
            "confirmation"});
}

TEST_CASE("what is wrong with the other forms", "[policy]") {
  const auto [form, what] = GENERATE(table<std::string, std::string>({
      {"count: {at_least: 1, within: 1 h}",
       "file.yaml:4:23: rules[0].count.at_least: 1 is out of range; allowed: a whole number from 2 "
       "to 100"},
      {"confirmation: {devices: 1, within: 5 min}",
       "file.yaml:4:29: rules[0].confirmation.devices: 1 is out of range; allowed: a whole number "
       "from 2 to 10"},
      {"absence: {within: 15 min}", "file.yaml:4:14: rules[0].absence.expected: must be given"},
      {"missed_window: {time: 7-9}",
       "file.yaml:4:27: rules[0].missed_window.time: \"7-9\" is no part of the day; allowed: a "
       "time "
       "from and to, such as \"22:00-06:00\""},
      {"missed_window: {days: [workday]}",
       "file.yaml:4:20: rules[0].missed_window.time: must be given"},
      {"signal: {at_least: 5, at_most: 4}",
       "file.yaml:4:36: rules[0].signal.at_most: is under at_least, so that no value is within "
       "both; allowed: 5 or more"},
      {"geofence: {areas: []}",
       "file.yaml:4:23: rules[0].geofence.areas: holds 0 areas; allowed: 1 to 50"},
      {"geofence: {areas: [{polygon: [[64.1, 13.1], [64.2, 13.1]]}]}",
       "file.yaml:4:34: rules[0].geofence.areas[0].polygon: has 2 different corners, which enclose "
       "nothing; allowed: 3 to 200 corners, each [latitude, longitude]"},
      {"geofence: {areas: [{polygon: [[64.1, 13.1], [64.2, 193.1], [64.3, 13]]}]}",
       "file.yaml:4:49: rules[0].geofence.areas[0].polygon[1]: is no point of a map; allowed: "
       "[latitude, longitude] in degrees, such as [64.461, 13.601]"},
      {"geofence: {areas: [{circle: {latitude: 64, longitude: 13, radius: 400}}]}",
       "file.yaml:4:71: rules[0].geofence.areas[0].circle.radius: \"400\" is no distance; allowed: "
       "1 m to 100000 m, written as \"400 m\" or \"1.5 km\""},
  }));
  CAPTURE(form);

  CHECK(said_of("{kinds: [position]}", form) == Lines{what});
}

TEST_CASE("what is raised must be an alarm that a signal can mean, with its priority", "[policy]") {
  CHECK(
      said_of_raise("{alarm: link_down, priority: high}") ==
      Lines{"file.yaml:4:20: rules[0].raise.alarm: \"link_down\" is raised by Varde itself, never "
            "by a rule; allowed: an alarm that a signal can mean, such as temperature_low"});
  CHECK(said_of_raise("{alarm: fall}") ==
        Lines{"file.yaml:4:12: rules[0].raise.priority: must be given"});
  CHECK(said_of_raise("{alarm: fall, priority: higj}") ==
        Lines{"file.yaml:4:36: rules[0].raise.priority: \"higj\" is no priority; did you mean "
              "\"high\"?; allowed: critical, high, medium, low"});
  CHECK(
      said_of_raise("something") ==
      Lines{"file.yaml:4:12: rules[0].raise: \"something\" is not allowed here; allowed: nothing, "
            "or {alarm: ..., priority: ..., text: ...}"});
}

TEST_CASE("nobody may silence everybody's calls for help", "[policy]") {
  CHECK(said_of_raise("nothing") ==
        Lines{"file.yaml:4:12: rules[0].raise: would silence help_call of everybody; allowed: "
              "nothing, where match names whose: positions or devices"});
  CHECK(said_of(PolicyFolder("rules:\n  - {id: r, match: {municipalities: [nordlia]}, raise: "
                             "nothing}\n")) ==
        Lines{"file.yaml:2:56: rules[0].raise: would silence every kind of signal of everybody; "
              "allowed: nothing, where match names whose: positions or devices"});
  // What is no call may go without a word.
  CHECK(said_of(PolicyFolder("rules:\n  - {id: r, match: {kinds: [tamper]}, raise: nothing}\n"))
            .empty());
}

TEST_CASE("a condition that lasts is not hushed for a part of the day", "[policy]") {
  CHECK(said_of(PolicyFolder("rules:\n  - {id: r, match: {kinds: [tamper], at: \"11:00-13:00\"}, "
                             "raise: nothing}\n")) ==
        Lines{"file.yaml:2:65: rules[0].raise: would hush, for a part of the day, a condition that "
              "may outlast it; allowed: nothing, where match has no at"});
}

TEST_CASE("who is in no register is nobody's", "[policy]") {
  CHECK(said_of("{kinds: [fall], municipalities: [nordlja], positions: [astri], "
                "devices: [nordlia/button-2, button-1]}",
                "signal: {at_least: 1}") ==
        Lines{"file.yaml:3:45: rules[0].match.municipalities[0]: the register has no municipality "
              "\"nordlja\"; did you mean \"nordlia\"?; allowed: an id of the register",
              "file.yaml:3:67: rules[0].match.positions[0]: the register has no position "
              "\"astri\"; did you mean \"astrid\"?; allowed: an id of the register",
              "file.yaml:3:85: rules[0].match.devices[0]: the register has no device "
              "\"nordlia/button-2\"; allowed: a device of the register",
              "file.yaml:3:103: rules[0].match.devices[1]: \"button-1\" is no device; allowed: "
              "municipality and device, such as nordlia/alarm-0114"});
}

TEST_CASE("an id stands once, in whichever file", "[policy]") {
  const std::string rule = "rules:\n  - {id: r, match: {kinds: [gas]}, raise: nothing}\n";

  const PolicyFolder folder({{"a.yaml", rule}, {"b.yaml", rule}});
  const auto said = said_of(folder);
  REQUIRE(said.size() == 1);
  CHECK(
      said[0].starts_with("b.yaml:2:10: rules[0].id: another rule has the id \"r\" already, at "));
  CHECK(said[0].ends_with("a.yaml:2: give one of them another id"));
}

TEST_CASE("one alarm alone is no combination", "[policy]") {
  CHECK(said_of(PolicyFolder("combinations:\n  - {id: c, alarms: [fall]}\n")) ==
        Lines{"file.yaml:2:21: combinations[0].alarms: one alarm alone is no combination; allowed: "
              "two or more alarms"});
}

TEST_CASE("all mistakes are told at once, of all files and in their order", "[policy]") {
  const auto said = said_of(PolicyFolder({
      {"a.yaml", "rule:\n  - {id: r}\n"},
      {"b.yaml",
       "rules:\n  - {id: r, match: {kinds: [gas]}, raise: nothing, colour: red}\n"
       "  - {id: s, mach: {}}\n"},
      {"c.yaml", "rules: [\n"},
      {"d.yml", "rules: []\n"},
  }));

  CAPTURE(said);
  REQUIRE(said.size() == 7);
  CHECK(said[0].starts_with("a.yaml:1:1: rule: unknown key; did you mean \"rules\"?"));
  CHECK(said[1] == "a.yaml:1:1: one or more must be given of; allowed: rules, combinations");
  CHECK(said[2].starts_with("b.yaml:2:52: rules[0].colour: unknown key"));
  CHECK(said[3] == "b.yaml:3:5: rules[1].raise: must be given");
  CHECK(said[4].starts_with("b.yaml:3:13: rules[1].mach: unknown key; did you mean \"match\"?"));
  CHECK(said[5].starts_with("c.yaml:2:1: is not YAML"));
  CHECK(said[6] == "d.yml: would not be read: rename it so that it ends in .yaml");
}

TEST_CASE("a folder without rules is not there by mistake only", "[policy]") {
  const test::TempDir folder;

  const auto empty = load_rules(folder.path());
  const auto missing = load_rules(folder.path() / "nowhere");

  REQUIRE(empty.has_error());
  CHECK(empty.error().front().what == "holds no file that ends in .yaml");
  REQUIRE(missing.has_error());
  CHECK(missing.error().front().code == yaml::ConfigErrorCode::Unreadable);
}

}  // namespace varde::policy
