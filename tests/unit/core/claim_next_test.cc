#include <catch2/catch.hpp>

#include "tests/support/duty_world.h"

namespace varde::test {
namespace {

using core::AlarmType;
using core::Refusal;

TEST_CASE("the next alarm is the most urgent that nobody has", "[core]") {
  DutyWorld world;
  world.sit_down("kari");
  world.sit_down("per");
  world.send(device("leak-1"), SignalKind::WaterLeak);
  world.wait(1s);
  world.send(device("smoke-1"), SignalKind::Smoke);
  world.wait(1s);
  world.call();

  const auto first = world.ask("kari", {}, core::ClaimNext{});
  const auto second = world.ask("per", {}, core::ClaimNext{});
  const auto third = world.ask("kari", {}, core::ClaimNext{});

  CHECK(first->alarm == world.alarm("hall", AlarmType::Smoke).id);
  CHECK(second->alarm == world.called().id);
  CHECK(third->alarm == world.alarm("hall", AlarmType::WaterLeak).id);
  CHECK(world.called().owner == UserId("per"));
  CHECK(world.ask("per", {}, core::ClaimNext{}).error() == Refusal::NothingToClaim);
}

TEST_CASE("the next alarm is one of the operator's municipalities", "[core]") {
  DutyWorld world;
  world.sit_down("siri");
  world.call();
  core::Actor siri = operator_named("siri");
  siri.municipalities = {MunicipalityId("sorvik")};
  const auto next = [&] { return world.try_give(core::Command{siri, {}, {}, core::ClaimNext{}}); };

  CHECK(next().error() == Refusal::NothingToClaim);
  world.send(device("button-1", "sorvik"), SignalKind::HelpCall);

  CHECK(next()->alarm == world.alarm("peder", AlarmType::HelpCall).id);
}

TEST_CASE("who has no console is handed nothing", "[core]") {
  DutyWorld world;
  world.call();
  CHECK(world.ask("kari", {}, core::ClaimNext{}).error() == Refusal::ConsoleNotPresent);
}

TEST_CASE("asked twice under one key, one alarm is handed out", "[core]") {
  DutyWorld world;
  world.sit_down("kari");
  world.call();
  world.send(device("smoke-1"), SignalKind::Smoke);
  const auto first = world.ask("kari", {}, core::ClaimNext{}, "key-1");
  const auto again = world.ask("kari", {}, core::ClaimNext{}, "key-1");
  CHECK(again->repeated);
  CHECK(again->alarm == first->alarm);
  CHECK(again->events.empty());
}

}  // namespace
}  // namespace varde::test
