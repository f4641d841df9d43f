#include <catch2/catch.hpp>

#include "tests/support/duty_world.h"

namespace varde::test {
namespace {

using core::EffectOutcome;
using core::StepKind;
using Times = std::vector<Duration>;

// Anna is on call, and somebody without a contact is in the list.
core::Policies people() {
  core::Policies made;
  made.people = {person("anna"), {PersonId("mute"), "Mute", {}}};
  made.schedules = {schedule("nights", {PersonId("anna")}), schedule("mute", {PersonId("mute")}),
                    schedule("unknown", {PersonId("nemo")}), schedule("empty", {})};
  made.groups = {{GroupId("one-mute"), {PersonId("mute"), PersonId("anna")}},
                 {GroupId("empty"), {}}};
  return made;
}

core::Policies people_with(std::vector<core::EscalationStep> steps, Duration repeat = {}) {
  core::Policies made = people();
  made.escalations = {policy("p", std::move(steps), repeat)};
  return made;
}

TEST_CASE("a step that can reach nobody says why, and the next is taken at once", "[core]") {
  const auto [first, why] = GENERATE(table<core::EscalationStep, std::string>({
      {step(StepKind::Realert, 45s), "no operator is at a console"},
      {step(StepKind::NextOperator, 45s), "no other operator is at a console"},
      {on_call_step(45s, "mute"), "mute has no contact"},
      {on_call_step(45s, "unknown"), "nemo is not among the people"},
      {on_call_step(45s, "empty"), "nobody is on call by schedule empty"},
      {on_call_step(45s, "gone"), "there is no schedule gone"},
      {group_step(45s, "empty"), "group empty has no members"},
      {group_step(45s, "gone"), "there is no group gone"},
  }));
  CAPTURE(why);
  DutyWorld world;
  world.apply(people_with({first, on_call_step(3min), receiver_step(6min)}));
  world.call();

  world.pass(8min);

  const auto steps = world.steps();
  REQUIRE(steps.size() == 3);
  CHECK(steps[0].not_reached == why);
  CHECK(steps[0].reached.empty());
  CHECK(steps[1].reached == std::vector<std::string>{"anna"});
  // What comes after whom it reached keeps its own time.
  CHECK(world.step_times() == Times{45s, 45s, 6min});
}

TEST_CASE("a group reaches whoever of it can be reached", "[core]") {
  DutyWorld world;
  world.apply(people_with({group_step(45s, "one-mute")}));
  world.call();
  world.pass(45s);
  CHECK(world.steps().at(0).reached == std::vector<std::string>{"anna"});
  CHECK(world.steps().at(0).not_reached.empty());
}

TEST_CASE("a round that reaches nobody is repeated after 30 s, or as the policy says", "[core]") {
  const auto [repeat, expected] = GENERATE(table<Duration, Times>({
      {Duration{}, {45s, 45s, 75s, 75s}},
      {Duration(40s), {45s, 45s, 85s, 85s}},
  }));
  DutyWorld world;
  world.apply(
      people_with({step(StepKind::Realert, 45s), step(StepKind::NextOperator, 90s)}, repeat));
  world.call();
  world.pass(100s);
  CHECK(world.step_times() == expected);
}

TEST_CASE("as soon as somebody sits down the next round reaches them, at its distances", "[core]") {
  DutyWorld world;
  world.apply(people_with({step(StepKind::Realert, 45s), step(StepKind::Realert, 60s)}));
  world.call();
  world.pass(50s);
  world.sit_down("kari");
  world.pass(1h);
  CHECK(world.step_times() == Times{45s, 45s, 75s, 90s});
}

TEST_CASE("a repeat too short for anybody to answer is stretched", "[core]") {
  DutyWorld world;
  world.apply(people_with({step(StepKind::Realert, 5s)}, Duration(1)));
  world.call();
  world.pass(30s);
  CHECK(world.step_times() == Times{5s, 15s, 25s});
}

TEST_CASE("with too many notifications waiting a step reaches nobody, and says so", "[core]") {
  DutyWorld world;
  core::Policies policies = people_with({on_call_step(10s), step(StepKind::Realert, 60s)});
  policies.people[0].contacts.assign(10'000, policies.people[0].contacts[0]);
  world.apply(policies);
  world.sit_down("kari");
  world.call();
  world.send(device("button-1", "sorvik"), SignalKind::HelpCall);

  world.pass(10s);

  const auto steps = world.steps();
  REQUIRE(steps.size() == 3);
  CHECK(steps[0].reached == std::vector<std::string>{"anna"});
  CHECK(steps[1].not_reached == "too many notifications wait already");
  CHECK(steps[2].kind == StepKind::Realert);
  CHECK(steps[2].alarm == steps[1].alarm);
}

// Anna was told at 45 s, by telephone and by mail; the backup centre is due at 10 min.
struct Told : DutyWorld {
  explicit Told(Duration repeat = {}, bool last = false) {
    apply(last ? people_with({on_call_step(45s)}, repeat)
               : people_with({on_call_step(45s), receiver_step(10min)}, repeat));
    call();
    pass(45s);
    REQUIRE(state().effects.size() == 2);
    sms = state().effects.begin()->first;
    mail = state().effects.rbegin()->first;
  }
  void conclude(EffectId effect, EffectOutcome outcome) {
    give(core::ConcludeEffect{effect, outcome, "no route"});
  }
  EffectId sms, mail;
};

TEST_CASE("when every notification of a step has failed the next step is taken at once", "[core]") {
  Told world;
  world.pass(10s);
  world.conclude(world.sms, EffectOutcome::Failed);
  world.pass(10s);
  CHECK(world.steps().size() == 1);  // The mail may still arrive.

  world.conclude(world.mail, EffectOutcome::Failed);
  world.pass(1s);

  const auto steps = world.steps();
  REQUIRE(steps.size() == 2);
  CHECK(world.step_times() == Times{45s, 65s});
  CHECK(steps[1].reached == std::vector<std::string>{"backup-centre"});
}

TEST_CASE("that a step failed after all is noted, with why", "[core]") {
  Told world;
  world.conclude(world.mail, EffectOutcome::Failed);
  const auto decision =
      world.give(core::ConcludeEffect{world.sms, EffectOutcome::Failed, "no route"});
  REQUIRE(decision.events.size() == 2);
  const auto& noted = std::get<core::AlarmEscalated>(decision.events[1].body);
  CHECK(noted.failed);
  CHECK(noted.step == 0);
  CHECK(noted.not_reached == "no notification arrived: no route");
  CHECK(noted.next_at == world.now());
}

TEST_CASE("one notification that arrived is enough, whatever becomes of the others", "[core]") {
  const bool first = GENERATE(true, false);
  Told world;
  world.conclude(first ? world.sms : world.mail, EffectOutcome::Delivered);
  world.conclude(first ? world.mail : world.sms, EffectOutcome::Failed);
  world.pass(1min);
  CHECK(world.steps().size() == 1);
}

TEST_CASE("notifications that expire have failed", "[core]") {
  DutyWorld world;
  world.apply(people_with({on_call_step(45s), receiver_step(1h)}));
  world.call();
  world.pass(20min);
  // The tick at 10 min 45 s notes it, and the next does the step.
  CHECK(world.step_times() == Times{45s, 10min + 45s, 10min + 45s});
  CHECK(world.steps().at(1).failed);
}

TEST_CASE("what fails once somebody has the alarm, or after the next step, changes nothing",
          "[core]") {
  const bool claimed = GENERATE(true, false);
  Told world;
  if (claimed) {
    world.sit_down("kari");
    REQUIRE(world.ask("kari", world.called().id, core::Claim{}).has_value());
  } else {
    world.pass(9min + 15s);  // The backup centre was told at 10 min.
    REQUIRE(world.steps().size() == 2);
  }
  const auto before = world.called().escalation;

  world.conclude(world.sms, EffectOutcome::Failed);
  world.conclude(world.mail, EffectOutcome::Failed);

  CHECK(world.called().escalation == before);
}

TEST_CASE("what fails of the round before the alarm was given back changes nothing", "[core]") {
  Told world;
  world.pass(1s);
  world.sit_down("kari");
  REQUIRE(world.ask("kari", world.called().id, core::Claim{}).has_value());
  REQUIRE(world.ask("kari", world.called().id, core::Release{}).has_value());
  world.pass(50s);  // Anna has been told anew.
  REQUIRE(world.notifications().size() == 4);
  const auto before = world.called().escalation;

  world.conclude(world.sms, EffectOutcome::Failed);
  world.conclude(world.mail, EffectOutcome::Failed);

  CHECK(world.called().escalation == before);
}

TEST_CASE("when the only step fails it is taken again: after 30 s, or as the policy repeats",
          "[core]") {
  const auto [repeat, again] = GENERATE(table<Duration, Duration>({
      {Duration{}, 47s + 30s},
      {Duration(5min), 45s + 5min},
  }));
  Told world(repeat, true);
  world.pass(2s);
  world.conclude(world.sms, EffectOutcome::Failed);
  world.conclude(world.mail, EffectOutcome::Failed);
  world.pass(9min);
  REQUIRE(world.step_times().size() >= 2);
  CHECK(world.step_times()[1] == again);
  CHECK(world.steps()[1].round == 1);
}

}  // namespace
}  // namespace varde::test
