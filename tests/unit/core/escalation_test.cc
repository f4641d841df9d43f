#include <catch2/catch.hpp>
#include <random>

#include "broker/core/escalation_plan.h"
#include "tests/support/duty_world.h"

namespace varde::test {
namespace {

using core::AlarmType;
using core::Priority;
using core::StepKind;
using Times = std::vector<Duration>;

struct Staffed : DutyWorld {
  Staffed() { sit_down("kari"); }
};

core::Policies with(std::vector<core::EscalationPolicy> escalations) {
  core::Policies made;
  made.version = "1";
  made.escalations = std::move(escalations);
  return made;
}

TEST_CASE("without a policy file a critical alarm is brought up again after 45 s and 90 s, and on",
          "[core]") {
  Staffed world;
  world.call();

  world.pass(5min);

  CHECK(world.step_times() == Times{45s, 90s, 150s, 195s, 255s, 300s});
  CHECK(world.steps()[0].kind == StepKind::Realert);
  CHECK(world.steps()[0].reached == std::vector<std::string>{"kari"});
  CHECK(world.steps()[0].policy == PolicyId("built-in/critical"));
  CHECK(world.steps()[3].round == 1);
  CHECK(world.steps()[3].step == 1);
}

TEST_CASE("without a policy file high alarms wait 3 min, medium ones 10 min, low ones for ever",
          "[core]") {
  using Row = std::pair<SignalKind, Times>;
  const auto [kind, times] =
      GENERATE(Row{SignalKind::Gas, {3min, 6min, 9min, 12min}}, Row{SignalKind::WaterLeak, {10min}},
               Row{SignalKind::BatteryLow, {}});
  Staffed world;
  world.send(device("leak-1"), kind);
  world.pass(14min);
  CHECK(world.step_times() == times);
}

TEST_CASE("technical alarms are not escalated by what is built in", "[core]") {
  CHECK(core::built_in_escalation(Priority::High, AlarmType::LinkDown) == nullptr);
  CHECK(core::built_in_escalation(Priority::High, AlarmType::NobodyOnDuty) != nullptr);
}

TEST_CASE("the first policy that matches decides", "[core]") {
  auto high = policy("high", {receiver_step(1min)});
  high.priorities = {Priority::High};
  auto sorvik = policy("sorvik", {receiver_step(2min)});
  sorvik.municipalities = {MunicipalityId("sorvik")};
  auto night = policy("night", {receiver_step(3min)});
  night.at = {{22h, 6h, {}}};
  const auto policies = with({high, sorvik, night, policy("rest", {receiver_step(4min)})});
  const auto chosen = [&](Priority priority, const char* municipality, Duration hour) {
    return policy_for(policies, priority, AlarmType::HelpCall, MunicipalityId(municipality),
                      at(hour))
        ->id.str();
  };
  CHECK(chosen(Priority::High, "sorvik", 0h) == "high");
  CHECK(chosen(Priority::Critical, "sorvik", 0h) == "sorvik");
  CHECK(chosen(Priority::Critical, "nordlia", 0h) == "night");  // 01:00 on the wall.
  CHECK(chosen(Priority::Critical, "nordlia", 12h) == "rest");
}

TEST_CASE("what no policy covers is escalated as without a file; a policy without steps is a wish",
          "[core]") {
  auto low = policy("low", {receiver_step(1h)});
  low.priorities = {Priority::Low};
  CHECK(policy_for(with({low}), Priority::Critical, AlarmType::Fall, {}, at(0s))->id ==
        PolicyId("built-in/critical"));

  Staffed world;
  world.apply(with({policy("quiet", {})}));
  world.call();
  world.pass(1h);
  CHECK(world.steps().empty());
  CHECK(world.called().escalation.policy == PolicyId("quiet"));
}

TEST_CASE("the deadline is the municipality's target, else everybody's, else the usual one",
          "[core]") {
  core::Policies policies;
  policies.targets = {{{}, Priority::Critical, 50s},
                      {MunicipalityId("sorvik"), Priority::Critical, 40s}};
  CHECK(claim_within(policies, MunicipalityId("sorvik"), Priority::Critical) == 40s);
  CHECK(claim_within(policies, MunicipalityId("nordlia"), Priority::Critical) == 50s);
  CHECK(claim_within(policies, MunicipalityId("nordlia"), Priority::High) == 3min);

  DutyWorld world;
  world.apply(policies);
  world.call();
  CHECK(world.called().respond_by == at(50s));
}

TEST_CASE("an alarm that was claimed or acknowledged is escalated no further", "[core]") {
  const bool claimed = GENERATE(true, false);
  Staffed world;
  world.call();
  world.pass(50s);
  if (claimed) {
    REQUIRE(world.ask("kari", world.called().id, core::Claim{}).has_value());
  } else {
    REQUIRE(world.ask("kari", world.called().id, core::Acknowledge{}).has_value());
  }
  world.pass(1h);
  CHECK(world.step_times() == Times{45s});
}

TEST_CASE("repeated until somebody acknowledges it", "[core]") {
  Staffed world;
  world.apply(with({policy("p", {step(StepKind::Realert, 30s)}, 1min)}));
  world.call();

  world.pass(1h);
  REQUIRE(world.steps().size() == 60);  // 0:30, 1:30 ... 59:30.
  CHECK(world.steps().back().round == 59);
  REQUIRE(world.ask("kari", world.called().id, core::Acknowledge{}).has_value());
  world.pass(1h);

  CHECK(world.steps().size() == 60);
}

TEST_CASE("without a repeat the last step is the last", "[core]") {
  Staffed world;
  world.apply(with({policy("p", {step(StepKind::Realert, 30s), step(StepKind::Realert, 1min)})}));
  world.call();
  world.pass(24h);
  CHECK(world.step_times() == Times{30s, 60s});
  CHECK_FALSE(world.steps().back().next_at);
}

TEST_CASE("given back, an alarm is escalated anew from the first step", "[core]") {
  const bool released = GENERATE(true, false);  // Else its console was lost.
  Staffed world;
  world.sit_down("per");
  world.call();
  world.pass(50s);
  REQUIRE(world.ask("per", world.called().id, core::Claim{}).has_value());
  world.pass(10min - 50s);

  if (released) {
    REQUIRE(world.ask("per", world.called().id, core::Release{}).has_value());
  } else {
    world.leave("per");
    world.pass(3s);
  }
  const Duration since = world.now() - at(0s);
  world.pass(90s);

  CHECK(world.step_times() == Times{45s, since + 45s, since + 90s});
  CHECK(world.steps().back().round == 0);
}

TEST_CASE("who calls again after an acknowledgement is escalated anew", "[core]") {
  Staffed world;
  world.call();
  REQUIRE(world.ask("kari", world.called().id, core::Acknowledge{}).has_value());
  world.pass(10min);
  world.call();
  world.pass(1min);
  CHECK(world.step_times() == Times{10min + 45s});
}

TEST_CASE("a new policy holds from the next alarm on, a step that it took away ends the old",
          "[core]") {
  Staffed world;
  world.apply(with({policy("old", {step(StepKind::Realert, 30s), step(StepKind::Realert, 60s)})}));
  world.call();
  world.pass(40s);

  world.apply(with({policy("new", {receiver_step(10s)})}));
  world.pass(19s);
  CHECK(world.step_times() == Times{30s});
  world.pass(1min);

  CHECK(world.step_times() == Times{30s, 70s});  // At 60 s it began anew, by the new one.
  CHECK(world.steps().back().policy == PolicyId("new"));
}

TEST_CASE("a realert reaches all operators for the municipality, on shift or not", "[core]") {
  DutyWorld world;
  world.sit_down_in("kari", "nordlia");
  world.sit_down_in("per", "sorvik");
  world.sit_down("siri");
  world.give(core::ConnectConsole{SessionId("t"), UserId("tom"), core::Role::Technician, {}});
  world.call();
  world.pass(45s);
  CHECK(world.steps().at(0).reached == std::vector<std::string>{"kari", "siri"});
}

TEST_CASE("the next operator is one on shift who has not had it; else anybody who has not",
          "[core]") {
  DutyWorld world;
  for (const char* user : {"kari", "per", "siri"}) world.sit_down(user);
  for (const char* user : {"kari", "per"})
    REQUIRE(world.ask(user, {}, core::BeginShift{}).has_value());
  world.apply(with({policy("p", {step(StepKind::NextOperator, 45s)}, 45s)}));
  world.call();
  REQUIRE(world.ask("kari", world.called().id, core::Claim{}).has_value());
  REQUIRE(world.ask("kari", world.called().id, core::Release{}).has_value());

  world.pass(45s);
  REQUIRE(world.ask("per", {}, core::EndShift{}).has_value());
  world.pass(45s);
  world.give(core::LogOut{operator_named("per").session});
  world.give(core::LogOut{operator_named("siri").session});
  world.pass(45s);

  const auto steps = world.steps();
  REQUIRE(steps.size() == 3);
  CHECK(steps[0].reached == std::vector<std::string>{"per"});
  CHECK(steps[1].reached == std::vector<std::string>{"per", "siri"});
  CHECK(steps[2].reached.empty());  // Kari is there, but had it and gave it back.
  CHECK_FALSE(steps[2].not_reached.empty());
}

TEST_CASE("whoever is on call is told through all their contacts at once", "[core]") {
  DutyWorld world;
  auto policies = with({policy("p", {on_call_step(90s)})});
  policies.people = {person("anna")};
  policies.schedules = {schedule("nights", {PersonId("anna")})};
  world.apply(policies);
  world.call();

  world.pass(90s);

  CHECK(world.steps().at(0).reached == std::vector<std::string>{"anna"});
  const auto told = world.notifications();
  REQUIRE(told.size() == 2);
  CHECK(told[0].receiver == ReceiverId("sms"));
  CHECK(told[0].channel == core::Channel::Sms);
  CHECK(told[0].address == "+47 anna");
  CHECK(told[0].person == PersonId("anna"));
  CHECK(told[0].alarm == world.called().id);
  CHECK(told[1].receiver == ReceiverId("mail"));
  CHECK(world.state().effects.begin()->second.expires_at == at(90s + 10min));
}

TEST_CASE("a group is told as a whole, a system by its receiver", "[core]") {
  DutyWorld world;
  auto policies = with({policy("p", {group_step(1min, "fire"), receiver_step(2min)})});
  policies.people = {person("anna"), person("berit"), person("carl")};
  policies.groups = {{GroupId("fire"), {PersonId("anna"), PersonId("carl")}}};
  world.apply(policies);
  world.call();

  world.pass(2min);

  const auto steps = world.steps();
  REQUIRE(steps.size() == 2);
  CHECK(steps[0].reached == std::vector<std::string>{"anna", "carl"});
  CHECK(steps[1].reached == std::vector<std::string>{"backup-centre"});
  REQUIRE(world.notifications().size() == 5);
  CHECK(world.notifications()[4].person.empty());
  CHECK(world.notifications()[4].step == 1);
}

TEST_CASE("steps keep their seconds over the change of the clock", "[core]") {
  const auto date = GENERATE(std::chrono::year(2026) / 3 / 29, std::chrono::year(2026) / 10 / 25,
                             std::chrono::year(2027) / 3 / 28, std::chrono::year(2027) / 10 / 31);
  Staffed world;
  const Instant raised = Instant(std::chrono::sys_days(date)) + 59min + 30s;  // 30 s before.
  world.wait(raised - world.now());
  world.call();
  world.pass(5min);
  CHECK(world.step_times(raised) == Times{45s, 90s, 150s, 195s, 255s, 300s});
}

TEST_CASE("on call is who it is when the step is taken", "[core]") {
  Staffed world;
  auto policies = with({policy("p", {on_call_step(30s), on_call_step(90s)})});
  policies.people = {person("anna"), person("berit")};
  policies.schedules = {schedule("nights", {PersonId("anna"), PersonId("berit")})};
  policies.schedules[0].begins = {std::chrono::year(2026) / 3 / 22, 3h};
  world.apply(policies);
  // One minute before 03:00 summer time on the night of the change, which is 01:00 UTC.
  world.wait(Instant(std::chrono::sys_days(std::chrono::year(2026) / 3 / 29)) + 59min -
             world.now());
  world.call();

  world.pass(2min);

  REQUIRE(world.steps().size() == 2);
  CHECK(world.steps()[0].reached == std::vector<std::string>{"anna"});
  CHECK(world.steps()[1].reached == std::vector<std::string>{"berit"});
}

TEST_CASE("escalation timing: whatever the policy, each step comes at its round's base and `after`",
          "[core]") {
  const auto seed = GENERATE(range(1U, 101U));
  CAPTURE(seed);
  std::mt19937 random(seed);
  const auto upto = [&](std::uint32_t most) {
    return std::uniform_int_distribution<std::uint32_t>(0, most)(random);
  };
  std::vector<core::EscalationStep> plan;
  Duration after{0};
  for (std::uint32_t left = 1 + upto(5); left > 0; --left) {
    after += std::chrono::milliseconds(upto(300'000));
    plan.push_back(step(StepKind::Realert, after));
  }
  const Duration repeat =
      upto(3) == 0 ? Duration{} : Duration(10s + std::chrono::seconds(upto(600)));
  Staffed world;
  world.apply(with({policy("p", plan, repeat)}));
  world.wait(std::chrono::minutes(upto(500'000)));
  const Instant raised = world.now();
  world.call();

  world.pass(3h);

  Times expected;
  for (Duration base{0}; expected.empty() || repeat > Duration{};
       base = expected.back() + repeat - plan.front().after) {
    for (const core::EscalationStep& each : plan) expected.push_back(base + each.after);
    if (expected.back() > 3h) break;
  }
  std::erase_if(expected, [](Duration each) { return each > 3h; });
  CHECK(world.step_times(raised) == expected);
}

}  // namespace
}  // namespace varde::test
