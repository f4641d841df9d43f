// Words to declare rules in, and a municipality that they are about.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "tests/support/world.h"

namespace varde::test {

// Nordlia with Astrid and Birger at home (dwellings), and a hall and its corridor (site "Nordlia
// hall", a school). Each device stands where its name says best; see the list.
[[nodiscard]] inline core::ApplyRegister register_for_rules() {
  core::ApplyRegister made = small_register();
  const MunicipalityId nordlia("nordlia");
  const auto add_position = [&](const std::string& id, const std::string& kind,
                                const std::string& site) {
    core::Position position;
    position.id = PositionId(id);
    position.municipality = nordlia;
    position.site_kind = kind;
    position.site = site;
    made.positions.push_back(position);
  };
  made.positions.clear();
  add_position("astrid", "dwelling", "");
  add_position("birger", "dwelling", "");
  add_position("hall", "school", "Nordlia hall");
  add_position("corridor", "school", "Nordlia hall");
  made.devices = {{device("button-1"), PositionId("astrid"), "safety alarm"},
                  {device("bed-1"), PositionId("astrid"), "bed sensor"},
                  {device("mat-1"), PositionId("astrid"), "floor mat"},
                  {device("dispenser-1"), PositionId("astrid"), "dispenser"},
                  {device("tracker-1"), PositionId("astrid"), "tracker"},
                  {device("bed-2"), PositionId("birger"), "bed sensor"},
                  {device("dispenser-2"), PositionId("birger"), "dispenser"},
                  {device("cold-1"), PositionId("hall"), "thermometer"},
                  {device("cold-2"), PositionId("hall"), "thermometer"},
                  {device("smoke-1"), PositionId("hall"), "smoke detector"},
                  {device("leak-1"), PositionId("hall"), "leak sensor"},
                  {device("smoke-2"), PositionId("corridor"), "smoke detector"}};
  return made;
}

[[nodiscard]] inline core::AlarmRule rule(const std::string& id, std::vector<SignalKind> kinds,
                                          core::RuleForm form, core::AlarmType type,
                                          core::Priority priority = core::Priority::Medium) {
  core::AlarmRule made;
  made.id = RuleId(id);
  made.match.kinds = std::move(kinds);
  made.form = std::move(form);
  made.raise = {type, priority, {}};
  return made;
}

// Below 5 °C for 10 minutes, clears above 6 °C.
[[nodiscard]] inline core::AlarmRule cold_watch() {
  core::Threshold limit;
  limit.below = 5;
  limit.clear = 6;
  limit.hold = 10min;
  return rule("cold-watch", {SignalKind::Temperature}, limit, core::AlarmType::TemperatureLow);
}

[[nodiscard]] inline core::Signal measured(SignalKind kind, double value,
                                           SignalState state = SignalState::Active) {
  core::Signal made = signal(kind, state);
  made.value = value;
  return made;
}

[[nodiscard]] inline core::Ruleset ruleset(std::vector<core::AlarmRule> rules) {
  core::Ruleset made;
  made.version = "test";
  made.rules = std::move(rules);
  return made;
}

// The world with these rules, at 2026-01-01 00:00 UTC: 01:00 by the clock on the wall.
[[nodiscard]] inline World world_with(core::Ruleset rules) {
  World world;
  world.give(register_for_rules());
  world.give(core::ApplyRules{std::move(rules)});
  return world;
}
[[nodiscard]] inline World world_with(std::vector<core::AlarmRule> rules) {
  return world_with(ruleset(std::move(rules)));
}

// Moves to a time of day by the clock on the wall, of a date, with every tick on the way.
inline void pass_until(World& world, std::chrono::year_month_day date,
                       std::chrono::minutes wall_time) {
  world.pass(core::instant_of({date, wall_time}) - world.now());
}

// The broker stands still for so long: no tick runs. Then it starts.
inline void stop_for(World& world, Duration duration) {
  world.wait(duration);
  world.give(core::StartBroker{"test", {LinkId("mosquitto")}});
  world.pass(0s);
}

template <class Body>
[[nodiscard]] std::vector<Body> facts(const core::Decision& decision) {
  std::vector<Body> out;
  for (const core::Event& event : decision.events) {
    if (const auto* body = std::get_if<Body>(&event.body)) out.push_back(*body);
  }
  return out;
}

}  // namespace varde::test
