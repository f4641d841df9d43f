// People, groups, schedules, escalations, targets, staffing and supervision, as a duty manager
// writes them.
#include "broker/policy/policies_file.h"

#include <catch2/catch.hpp>
#include <string>

#include "tests/unit/policy/policy_folder.h"

namespace varde::policy {
namespace {

using namespace std::chrono_literals;
using core::Channel;
using core::Priority;
using core::StepKind;

constexpr const char* kPeople = R"(
people:
  - id: kari
    name: Kari Moe
    contacts:
      sms: {receiver: sms-gateway, number: "+47 900 00 001"}
      email: {receiver: mail, address: kari@example.no}
  - id: per
    name: Per Vik
    contacts:
      - mqtt: {receiver: corridor}
      - webhook: {receiver: pager}
  - {id: trainee, name: Liv}
groups:
  - {id: caretakers, members: [kari, per]}
schedules:
  - id: night
    rotation: [kari, per]
    begins: "2026-01-05 08:00"
    holidays: [per]
    overrides:
      - {from: "2026-07-06 08:00", to: "2026-07-13 08:00", person: per}
)";

constexpr const char* kSteps = R"(
escalations:
  - id: critical
    priorities: [critical]
    municipalities: [nordlia]
    at: "16:00-08:00"
    steps:
      - {after: 30 s, do: realert}
      - {after: 45 s, do: next_operator}
      - {after: 90 s, do: on_call, schedule: night}
      - {after: 90 s, do: group, group: caretakers}
      - {after: 3 min, do: receiver, receiver: backup, channel: webhook}
    repeat: 2 min
targets:
  - {priority: critical, claim_within: 60 s}
  - {priority: critical, municipality: nordlia, claim_within: 45 s}
staffing:
  - {municipality: nordlia, at: "22:00-07:00", alone: alarm, grace: 5 min}
supervision:
  safety alarm: {heard_within: 25 h, tested_within: 31 days}
)";

LoadedPolicies policies_of(const PolicyFolder& folder, const Known& known = {}) {
  const auto loaded = load_policies(folder.path(), known);
  if (loaded.has_error()) FAIL(yaml::describe(loaded.error()));
  return *loaded;
}

}  // namespace

TEST_CASE("a person has contacts, the first of them tried first", "[policy]") {
  const auto policies = policies_of(PolicyFolder(kPeople)).policies;

  REQUIRE(policies.people.size() == 3);
  const auto& kari = policies.people[0];
  CHECK(kari.name == "Kari Moe");
  REQUIRE(kari.contacts.size() == 2);
  CHECK(kari.contacts[0] ==
        core::Contact{Channel::Sms, ReceiverId("sms-gateway"), "+47 900 00 001"});
  CHECK(kari.contacts[1] == core::Contact{Channel::Email, ReceiverId("mail"), "kari@example.no"});
  CHECK(policies.people[1].contacts[0] == core::Contact{Channel::Mqtt, ReceiverId("corridor"), ""});
  CHECK(policies.people[1].contacts[1] == core::Contact{Channel::Webhook, ReceiverId("pager"), ""});
  CHECK(policies.people[2].contacts.empty());
}

TEST_CASE("a schedule goes round by weeks, with holidays and overrides", "[policy]") {
  const auto policies = policies_of(PolicyFolder(kPeople)).policies;

  REQUIRE(policies.schedules.size() == 1);
  const auto& night = policies.schedules[0];
  CHECK(night.rotation == std::vector{PersonId("kari"), PersonId("per")});
  CHECK(night.holidays == std::vector{PersonId("per")});
  CHECK(night.begins == core::LocalTime{std::chrono::year(2026) / 1 / 5, 8h});
  REQUIRE(night.overrides.size() == 1);
  // Summer time: 08:00 is 06:00 UTC.
  CHECK(night.overrides[0].from ==
        Instant(std::chrono::sys_days(std::chrono::year(2026) / 7 / 6)) + 6h);
  CHECK(night.overrides[0].person == PersonId("per"));
  REQUIRE(policies.groups.size() == 1);
  CHECK(policies.groups[0].members.size() == 2);
}

TEST_CASE("an escalation has its steps in order", "[policy]") {
  const PolicyFolder folder({{"people.yaml", kPeople}, {"steps.yaml", kSteps}});

  const auto policies = policies_of(folder).policies;

  REQUIRE(policies.escalations.size() == 1);
  const auto& critical = policies.escalations[0];
  CHECK(critical.priorities == std::vector{Priority::Critical});
  CHECK(critical.municipalities == std::vector{MunicipalityId("nordlia")});
  CHECK(critical.at.size() == 1);
  CHECK(critical.repeat == 2min);
  REQUIRE(critical.steps.size() == 5);
  CHECK(critical.steps[0].kind == StepKind::Realert);
  CHECK(critical.steps[1].after == 45s);
  CHECK(critical.steps[2].schedule == ScheduleId("night"));
  CHECK(critical.steps[3].group == GroupId("caretakers"));
  CHECK(critical.steps[4].receiver == ReceiverId("backup"));
  CHECK(critical.steps[4].channel == Channel::Webhook);
}

TEST_CASE("targets, staffing and the clocks of devices", "[policy]") {
  const PolicyFolder folder({{"people.yaml", kPeople}, {"steps.yaml", kSteps}});

  const auto loaded = policies_of(folder);

  REQUIRE(loaded.policies.targets.size() == 2);
  CHECK(loaded.policies.targets[0].municipality.empty());
  CHECK(loaded.policies.targets[1].claim_within == 45s);
  REQUIRE(loaded.policies.staffing.size() == 1);
  CHECK(loaded.policies.staffing[0].alone_is_alarm);
  CHECK(loaded.policies.staffing[0].grace == 5min);
  REQUIRE(loaded.supervision.by_type.contains("safety alarm"));
  CHECK(loaded.supervision.by_type.at("safety alarm") == core::SupervisionClocks{25h, 31 * 24h});
  CHECK(loaded.policies.version.size() == 12);
}

TEST_CASE("how a receiver sends is known from the configuration", "[policy]") {
  Known known;
  known.receivers = {{ReceiverId("backup"), Channel::Webhook}};
  const PolicyFolder folder(
      "escalations:\n  - {id: e, steps: [{after: 1 min, do: receiver, receiver: backup}]}\n");

  const auto policies = policies_of(folder, known).policies;

  CHECK(policies.escalations.at(0).steps.at(0).channel == Channel::Webhook);
}

}  // namespace varde::policy
