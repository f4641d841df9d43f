#include "broker/policy/rule_text.h"

#include <catch2/catch.hpp>
#include <string>

#include "broker/policy/rules_file.h"
#include "tests/unit/policy/policy_folder.h"

namespace varde::policy {
namespace {

// A rule of each form, in the words in which they are shown again.
const std::string kRules =
    R"(- id: signal
  match: {kinds: [water_level], municipalities: [nordlia], devices: [nordlia/level-1]}
  signal: {at_least: 2.5, at_most: 10}
  raise: {alarm: water_level, priority: medium, text: "Say \"high\" \\ water."}
- id: threshold
  match: {kinds: [temperature], device_types: ["temperature sensor"], site_kinds: ["hall"]}
  threshold: {above: -18.5, clear: -20, for: 10 min}
  raise: {alarm: temperature_high, priority: low}
- id: absence
  match: {kinds: [bed_exit], at: [{time: "22:00-06:00", days: [workday]}, {days: [sunday]}]}
  absence: {expected: [bed_entry], within: 15 min}
  raise: {alarm: bed_exit_overdue, priority: high}
- id: missed
  match: {kinds: [medication_taken], positions: [astrid]}
  missed_window: {time: "07:30-09:30", days: [holiday]}
  raise: {alarm: medication_missed, priority: high}
- id: count
  match: {kinds: [bed_exit]}
  count: {at_least: 3, within: 1 h 30 min}
  raise: {alarm: wandering, priority: low}
- id: fence
  match: {kinds: [position]}
  geofence: {areas: [{circle: {latitude: 64.461, longitude: 13.601, radius: 400 m}}, {polygon: [[64.46, 13.59], [64.47, 13.59], [64.47, 13.61]]}], max_accuracy: 50 m, max_age: 5 min}
  raise: {alarm: zone_left, priority: high}
- id: confirmed
  match: {kinds: [smoke, heat]}
  confirmation: {devices: 2, within: 5 min}
  raise: {alarm: fire, priority: critical}
- id: silence
  match: {kinds: [help_call], positions: [astrid]}
  raise: nothing)";

}  // namespace

TEST_CASE("a rule is shown in the words of its file", "[policy]") {
  const PolicyFolder folder("rules:\n" + kRules + "\n");
  const auto rules = load_rules(folder.path());
  if (rules.has_error()) FAIL(yaml::describe(rules.error()));

  std::string shown;
  for (const auto& rule : rules->rules) shown += (shown.empty() ? "" : "\n") + text_of(rule);

  CHECK(shown == kRules);
}

TEST_CASE("a step is shown on one line", "[policy]") {
  core::EscalationStep step;
  step.after = std::chrono::seconds(90);
  step.kind = core::StepKind::OnCall;
  step.schedule = ScheduleId("night");

  CHECK(text_of(step) == "after 90 s: on_call, schedule night");
}

}  // namespace varde::policy
