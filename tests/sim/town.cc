#include "tests/sim/town.h"

#include <chrono>

namespace varde::test::sim {
namespace {

using namespace std::chrono_literals;
using core::SignalKind;

constexpr int kHomes = 6;  // Behind one gateway, so that they may be an incident.

core::Position position(const std::string& id) {
  core::Position made;
  made.id = PositionId(id);
  made.municipality = MunicipalityId("nordlia");
  made.name = id;
  made.site = "Vegen " + id;
  return made;
}

core::Device device(const std::string& id, const std::string& at, const std::string& type) {
  core::Device made;
  made.ref = {MunicipalityId("nordlia"), DeviceId(id)};
  made.position = PositionId(at);
  made.type = type;
  made.supervision.heard_within = 2min;
  return made;
}

core::ApplyRegister town_register() {
  core::ApplyRegister town;
  town.municipalities.push_back({MunicipalityId("nordlia"), "Nordlia"});
  for (const char* id : {"astrid", "olav", "hall"}) town.positions.push_back(position(id));
  town.devices.push_back(device("button-1", "astrid", "safety alarm"));
  town.devices.push_back(device("fall-1", "astrid", "fall detector"));
  town.devices.push_back(device("button-2", "olav", "safety alarm"));
  town.devices.push_back(device("bed-2", "olav", "bed sensor"));
  town.devices.push_back(device("smoke-1", "hall", "smoke detector"));
  town.devices.push_back(device("smoke-2", "hall", "smoke detector"));
  town.devices.push_back(device("leak-1", "hall", "leak sensor"));
  for (int i = 1; i <= kHomes; ++i) {
    const std::string id = "power-" + std::to_string(i);
    town.positions.push_back(position("home-" + id));
    core::Device power = device(id, "home-" + id, "mains sensor");
    power.gateway = "gw-1";
    town.devices.push_back(power);
  }
  return town;
}

core::Policies town_policies() {
  core::Policies policies;
  policies.version = "town";
  policies.people.push_back(
      {PersonId("vakt"), "Vakt", {{core::Channel::Sms, ReceiverId("sms"), "+47 90 00 00 01"}}});
  core::Schedule night;
  night.id = ScheduleId("natt");
  night.rotation = {PersonId("vakt")};
  night.begins = {std::chrono::year(2026) / 1 / 5, 8h};
  policies.schedules.push_back(night);
  core::EscalationPolicy critical;
  critical.id = PolicyId("critical");
  critical.priorities = {core::Priority::Critical};
  critical.steps.push_back({20s, core::StepKind::NextOperator, {}, {}, {}, {}});
  critical.steps.push_back({40s, core::StepKind::OnCall, ScheduleId("natt"), {}, {}, {}});
  critical.repeat = 30s;
  policies.escalations.push_back(critical);
  return policies;
}

core::Ruleset town_rules() {
  core::Ruleset rules;
  rules.version = "town";
  core::AlarmRule bed;
  bed.id = RuleId("bed-exit-overdue");
  bed.match.kinds = {SignalKind::BedExit};
  bed.form = core::Absence{{SignalKind::BedEntry}, 30s};
  bed.raise = {core::AlarmType::BedExitOverdue, core::Priority::High, {}};
  rules.rules.push_back(bed);
  core::AlarmRule fire;
  fire.id = RuleId("confirmed-fire");
  fire.match.kinds = {SignalKind::Smoke};
  fire.form = core::Confirmation{2, 1min};
  fire.raise = {core::AlarmType::Fire, core::Priority::Critical, {}};
  rules.rules.push_back(fire);
  rules.combinations.push_back(
      {RuleId("call-and-fall"), {core::AlarmType::HelpCall, core::AlarmType::Fall}});
  return rules;
}

}  // namespace

std::vector<core::Input> town_site() {
  return {core::StartBroker{"simulation", {LinkId("mqtt")}}, town_register(),
          core::ApplyRules{town_rules()}, core::ApplyPolicies{town_policies()},
          core::ChangeLink{LinkId("mqtt"), true, "connected"}};
}

std::vector<std::pair<std::string, std::vector<SignalKind>>> town_devices() {
  std::vector<std::pair<std::string, std::vector<SignalKind>>> devices{
      {"button-1", {SignalKind::HelpCall, SignalKind::Heartbeat}},
      {"fall-1", {SignalKind::Fall, SignalKind::Cancelled}},
      {"button-2", {SignalKind::HelpCall, SignalKind::Cancelled}},
      {"bed-2", {SignalKind::BedExit, SignalKind::BedEntry}},
      {"smoke-1", {SignalKind::Smoke}},
      {"smoke-2", {SignalKind::Smoke, SignalKind::Fault}},
      {"leak-1", {SignalKind::WaterLeak}},
  };
  for (int i = 1; i <= kHomes; ++i)
    devices.push_back(
        {"power-" + std::to_string(i), {SignalKind::MainsLost, SignalKind::MainsRestored}});
  return devices;
}

}  // namespace varde::test::sim
