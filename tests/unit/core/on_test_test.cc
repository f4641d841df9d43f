// Devices on test.
#include <catch2/catch.hpp>

#include "broker/core/limits.h"
#include "tests/support/world.h"

namespace varde::test {
namespace {

using core::AlarmType;
using core::BeginException;
using core::ExceptionKind;
using core::ExceptionScope;
using core::Refusal;

ExceptionScope of_device(const std::string& id) {
  ExceptionScope scope;
  scope.municipality = MunicipalityId("nordlia");
  scope.device = DeviceId(id);
  return scope;
}

BeginException test_of(const ExceptionScope& scope, Duration duration = 2h) {
  return {ExceptionKind::OnTest, scope, "yearly test", duration};
}

ExceptionId begin(World& world, const BeginException& wish) {
  REQUIRE(world.ask("tekla", {}, wish).has_value());
  return world.state().exceptions.newest;
}

}  // namespace

TEST_CASE("an alarm of a device on test is marked, and in no queue", "[core]") {
  World world;
  begin(world, test_of(of_device("smoke-1")));

  world.send(device("smoke-1"), SignalKind::Smoke);

  REQUIRE(world.test_alarm("hall", AlarmType::Smoke) != nullptr);
  CHECK(world.queue().empty());
  CHECK_FALSE(world.is_open("hall", AlarmType::Smoke));
  CHECK(world.state().alarms.escalations().empty());
}

TEST_CASE("a test ends nothing real, and a real alarm at the position is still one", "[core]") {
  World world;
  world.send(device("smoke-1"), SignalKind::Smoke);
  begin(world, test_of(of_device("smoke-1")));
  CHECK(world.queue().size() == 1);

  world.send(device("leak-1"), SignalKind::WaterLeak);

  CHECK(world.queue().size() == 2);
}

TEST_CASE("when the test is over its alarms are resolved by rule", "[core]") {
  World world;
  const ExceptionId id = begin(world, test_of(of_device("button-1")));
  world.send(device("button-1"), SignalKind::HelpCall);
  REQUIRE(world.test_alarm("astrid", AlarmType::HelpCall) != nullptr);

  SECTION("its time was over") {
    world.pass(2h - 1s);
    CHECK(world.test_alarm("astrid", AlarmType::HelpCall) != nullptr);
    world.pass(1s);
  }
  SECTION("the technician ended it") {
    core::Actor technician = operator_named("tekla");
    technician.role = core::Role::Technician;
    REQUIRE(world.try_give(core::Command{technician, {}, {}, core::EndException{id}}).has_value());
  }
  CHECK(world.test_alarm("astrid", AlarmType::HelpCall) == nullptr);
  CHECK(world.state().exceptions.running.empty());
  CHECK_FALSE(world.is_open("astrid", AlarmType::HelpCall));  // A call does not last.
}

TEST_CASE("a detector that still smokes when its test is over is an alarm", "[core]") {
  World world;
  const ExceptionId id = begin(world, test_of(of_device("smoke-1")));
  world.send(device("smoke-1"), SignalKind::Smoke);

  SECTION("its time was over") { world.pass(2h); }
  SECTION("somebody ended it") {
    REQUIRE(world.ask("tekla", {}, core::EndException{id}).has_value());
  }
  CHECK(world.is_open("hall", AlarmType::Smoke));
  CHECK(world.test_alarm("hall", AlarmType::Smoke) == nullptr);
  CHECK(world.queue().size() == 1);
}

TEST_CASE("a device that two tests cover is on test until both are over", "[core]") {
  World world;
  ExceptionScope hall;
  hall.municipality = MunicipalityId("nordlia");
  hall.position = PositionId("hall");
  begin(world, test_of(of_device("smoke-1"), 1h));
  begin(world, test_of(hall, 2h));
  world.send(device("smoke-1"), SignalKind::Smoke);

  world.pass(1h);
  CHECK(world.test_alarm("hall", AlarmType::Smoke) != nullptr);
  CHECK_FALSE(world.is_open("hall", AlarmType::Smoke));
  world.pass(1h);
  CHECK(world.is_open("hall", AlarmType::Smoke));
}

TEST_CASE("after the test the device is believed again", "[core]") {
  World world;
  begin(world, test_of(of_device("button-1"), 1h));
  world.pass(1h);

  world.send(device("button-1"), SignalKind::HelpCall);

  CHECK(world.is_open("astrid", AlarmType::HelpCall));
}

TEST_CASE("an exception wants a scope that is there, a reason and a sensible time", "[core]") {
  World world;
  ExceptionScope whole;
  whole.municipality = MunicipalityId("nordlia");
  ExceptionScope nowhere = whole;
  nowhere.site = "Nowhere 1";
  ExceptionScope elsewhere = of_device("button-1");
  elsewhere.position = PositionId("hall");
  BeginException unreasoned = test_of(of_device("smoke-1"));
  unreasoned.reason = "  ";
  BeginException unspecified = test_of(of_device("smoke-1"));
  unspecified.kind = ExceptionKind::Unspecified;
  const auto [wish, refusal] = GENERATE_COPY(table<BeginException, Refusal>({
      {test_of(of_device("smoke-9")), Refusal::ScopeUnknown},
      {test_of(whole), Refusal::ScopeUnknown},
      {test_of(nowhere), Refusal::ScopeUnknown},
      {test_of(elsewhere), Refusal::ScopeUnknown},
      {unspecified, Refusal::ScopeUnknown},
      {unreasoned, Refusal::TextEmpty},
      {test_of(of_device("smoke-1"), 59s), Refusal::DurationOutOfRange},
      {test_of(of_device("smoke-1"), 24h + 1s), Refusal::DurationOutOfRange},
  }));

  const auto answer = world.ask("tekla", {}, wish);

  REQUIRE(answer.has_error());
  CHECK(answer.error() == refusal);
}

TEST_CASE("operators, technicians and managers begin exceptions, in their municipalities",
          "[core]") {
  World world;
  core::Actor actor = operator_named("tekla");
  const auto ask = [&] {
    return world.try_give(core::Command{actor, {}, {}, test_of(of_device("smoke-1"))});
  };
  for (const core::Role role :
       {core::Role::Operator, core::Role::Technician, core::Role::Manager}) {
    actor.role = role;
    CHECK(ask().has_value());
  }
  actor.role = core::Role::Integrator;
  CHECK(ask().error() == Refusal::NotAllowed);
  actor.role = core::Role::Technician;
  actor.municipalities = {MunicipalityId("sorvik")};
  CHECK(ask().error() == Refusal::ScopeUnknown);
  const core::EndException end{world.state().exceptions.newest};
  CHECK(world.try_give(core::Command{actor, {}, {}, end}).error() == Refusal::ExceptionNotFound);
}

TEST_CASE("no more exceptions run than the limit says", "[core]") {
  World world;
  for (std::size_t i = 0; i < core::limits::kExceptions; ++i)
    begin(world, test_of(of_device("smoke-1")));

  const auto answer = world.ask("tekla", {}, test_of(of_device("smoke-1")));

  REQUIRE(answer.has_error());
  CHECK(answer.error() == Refusal::TooManyExceptions);
}

}  // namespace varde::test
