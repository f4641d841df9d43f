// Why a rule does what it does.
#include <catch2/catch.hpp>

#include "broker/core/explain.h"
#include "tests/support/declared_rules.h"

namespace varde::test {
namespace {

using core::AlarmType;

using core::RuleAnswer;
using core::Unmet;

core::RuleTrace first(const World& world, const std::string& who, const core::Signal& made) {
  return core::explain(world.state(), device(who), made, world.now()).at(0);
}

core::Signal celsius(double value) { return measured(SignalKind::Temperature, value); }

}  // namespace

TEST_CASE("the first condition that is not met is named", "[core][rules]") {
  core::AlarmRule watch = cold_watch();
  Unmet unmet = Unmet::None;
  std::string why;
  SECTION("kind") {
    watch.match.kinds = {SignalKind::Humidity};
    unmet = Unmet::Kind;
    why = "the signal is of another kind";
  }
  SECTION("type") {
    watch.match.device_types = {"freezer"};
    unmet = Unmet::DeviceType;
    why = "device type \"thermometer\" is not the rule's";
  }
  SECTION("site") {
    watch.match.site_kinds = {"dwelling"};
    unmet = Unmet::SiteKind;
    why = "site kind \"school\" is not the rule's";
  }
  SECTION("time") {
    watch.match.at = {{8h, 16h, {}}};
    unmet = Unmet::Time;
    why = "at 01:00 local time the rule does not hold";
  }
  World world = world_with({watch});
  const auto trace = first(world, "cold-1", celsius(4));
  CHECK(trace.rule == RuleId("cold-watch"));
  CHECK(trace.answer == RuleAnswer::Unmet);
  CHECK(trace.unmet == unmet);
  CHECK(trace.why == why);
}

TEST_CASE("a device in no register is told apart from one of another kind", "[core][rules]") {
  core::AlarmRule watch = cold_watch();
  watch.match.site_kinds = {"school"};
  World world = world_with({watch});
  CHECK(first(world, "stranger", celsius(4)).why == "the device is in no register");
}

TEST_CASE("a rule that waits says until when, and then that it is known", "[core][rules]") {
  World world = world_with({cold_watch()});
  const auto trace = first(world, "cold-1", celsius(4));
  CHECK(trace.answer == RuleAnswer::Waits);
  CHECK(trace.due == world.now() + 10min);
  CHECK(world.state().timers.pending().empty());  // Nothing was changed.

  world.send(device("cold-1"), celsius(4));
  CHECK(first(world, "cold-1", celsius(4)).why == "it is known already");
  CHECK(first(world, "cold-1", celsius(7)).answer == RuleAnswer::StopsWaiting);
  CHECK(first(world, "cold-1", celsius(5.5)).why == "value 5.5 is between the limit and 6");
  world.pass(10min);
  CHECK(first(world, "cold-1", celsius(7)).answer == RuleAnswer::Ends);
  CHECK(first(world, "cold-2", celsius(7)).why == "value 7 is normal");
}

TEST_CASE("an earlier rule that has decided is told of", "[core][rules]") {
  core::AlarmRule second = cold_watch();
  second.id = RuleId("second");
  World world = world_with({cold_watch(), second});
  const auto traces = core::explain(world.state(), device("cold-1"), celsius(4), world.now());
  REQUIRE(traces.size() == 2);
  CHECK(traces[0].answer == RuleAnswer::Waits);
  CHECK(traces[1].answer == RuleAnswer::Earlier);
}

TEST_CASE("what is explained is what is decided", "[core][rules]") {
  core::AlarmRule falls =
      rule("falls", {SignalKind::Fall}, core::Count{2, 1h}, AlarmType::SupervisionRequested);
  World world = world_with({falls, rule("all-falls", {SignalKind::Fall}, core::OnSignal{},
                                        AlarmType::Fall, core::Priority::Critical)});
  for (const auto answer : {RuleAnswer::Waits, RuleAnswer::Raises}) {
    world.pass(1min);
    const auto traces =
        core::explain(world.state(), device("mat-1"), signal(SignalKind::Fall), world.now());
    CHECK(traces[0].answer == answer);
    CHECK(traces[1].answer ==
          (answer == RuleAnswer::Waits ? RuleAnswer::Raises : RuleAnswer::Repeats));
    world.send(device("mat-1"), SignalKind::Fall);
    CHECK(world.is_open("astrid", AlarmType::SupervisionRequested) ==
          (answer == RuleAnswer::Raises));
  }
  core::Signal old = signal(SignalKind::Fall);
  old.history = true;
  CHECK(first(world, "mat-1", old).why == "recorded earlier and sent late: no news");
}

}  // namespace varde::test
