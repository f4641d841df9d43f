// The declared rules and policies: one of each form, every field filled.
#include <chrono>

#include "tests/golden/example_events.h"

namespace varde::test {
namespace {

using namespace std::chrono_literals;
using namespace varde::core;

constexpr Instant kAt{1'795'316'283'123'456us};

AlarmRule rule(std::string id, RuleForm form) {
  return {RuleId(std::move(id)), {}, std::move(form), {AlarmType::HelpCall, Priority::High, ""}};
}

// Whatever a rule can look at.
Match narrow_match() {
  Match match;
  match.kinds = {SignalKind::BedExit, SignalKind::Fall};
  match.device_types = {"bed sensor"};
  match.site_kinds = {"nursing home", "dwelling"};
  match.municipalities = {MunicipalityId("fjelldal")};
  match.positions = {PositionId("fjelldal:hjem-17")};
  match.devices = {{MunicipalityId("fjelldal"), DeviceId("bed-17")}};
  match.at = {{22h, 6h + 30min, {DayType::Workday, DayType::Holiday}}, {0min, 0min, {}}};
  return match;
}

}  // namespace

template <>
RulesChanged example() {
  AlarmRule bed = rule("bed-exit-night", Absence{{SignalKind::BedEntry}, 15min});
  bed.match = narrow_match();
  bed.raise = {AlarmType::BedExitOverdue, Priority::High, "Ute av sengen: ring først"};
  const Polygon yard{{{61.6, 8.3, 0}, {61.7, 8.3, 0}, {61.7, 8.4, 0}}};
  Ruleset rules;
  rules.version = "sha256:5a5a";
  rules.rules = {
      bed,
      rule("value", OnSignal{-1.5, 0.0}),
      rule("cold", Threshold{2.0, std::nullopt, 4.0, 30min}),
      rule("hot", Threshold{std::nullopt, 0.0, -0.5, 1us}),
      rule("medication", MissedWindow{{8h, 10h, {DayType::Saturday, DayType::Sunday}}}),
      rule("often", Count{3, 10min}),
      rule("away", Geofence{{Circle{{61.6, 8.3, 5}, 250.5}, yard}, 50, 2min}),
      rule("smoke", Confirmation{2, 2min}),
  };
  rules.combinations = {{RuleId("person"), {AlarmType::HelpCall, AlarmType::Fall}}};
  return {rules};
}

template <>
PoliciesChanged example() {
  Policies policies;
  policies.version = "sha256:a5a5";
  policies.people = {{PersonId("nina"),
                      "Nina Testesen",
                      {{Channel::Sms, ReceiverId("sms"), "+47 00 00 00 18"},
                       {Channel::Email, ReceiverId("epost"), "nina@example.org"}}}};
  policies.groups = {{GroupId("ledere"), {PersonId("nina"), PersonId("per")}}};
  Schedule schedule;
  schedule.id = ScheduleId("teknisk");
  schedule.rotation = {PersonId("nina"), PersonId("per")};
  schedule.begins = {std::chrono::year(2026) / 11 / 23, 8h};
  schedule.holidays = {PersonId("per")};
  schedule.overrides = {{kAt, kAt + 48h, PersonId("per")}};
  policies.schedules = {schedule};
  EscalationPolicy escalation;
  escalation.id = PolicyId("kritisk");
  escalation.priorities = {Priority::Critical, Priority::High};
  escalation.municipalities = {MunicipalityId("fjelldal")};
  escalation.at = {{22h, 6h, {DayType::Sunday}}};
  escalation.steps = {{60s, StepKind::Realert, {}, {}, {}, Channel::Unspecified},
                      {90s, StepKind::NextOperator, {}, {}, {}, Channel::Unspecified},
                      {2min, StepKind::OnCall, ScheduleId("teknisk"), {}, {}, Channel::Unspecified},
                      {3min, StepKind::Group, {}, GroupId("ledere"), {}, Channel::Unspecified},
                      {4min, StepKind::Receiver, {}, {}, ReceiverId("reserve"), Channel::Webhook}};
  escalation.repeat = 5min;
  policies.escalations = {escalation};
  policies.targets = {{MunicipalityId("fjelldal"), Priority::Critical, 60s},
                      {{}, Priority::Low, 24h}};
  policies.staffing = {{MunicipalityId("fjelldal"), {{7h, 7h, {}}}, true, 10min}};
  return {policies};
}

}  // namespace varde::test
