// Devices out of service.
#include <catch2/catch.hpp>

#include "broker/core/seams.h"
#include "tests/support/world.h"

namespace varde::test {
namespace {

using core::AlarmType;
using core::ExceptionKind;

core::BeginException wish(ExceptionKind kind, const std::string& type, Duration duration) {
  core::ExceptionScope scope;
  scope.municipality = MunicipalityId("nordlia");
  scope.device_type = type;
  if (kind == ExceptionKind::OutOfService)
    scope.position = PositionId(type == "safety alarm" ? "astrid" : "hall");
  return {kind, scope, "being repaired", duration};
}

void out_of_service(World& world, const std::string& type, Duration duration = 24h * 30) {
  REQUIRE(world.ask("tekla", {}, wish(ExceptionKind::OutOfService, type, duration)).has_value());
}

}  // namespace

TEST_CASE("what a device out of service says is logged and raises nothing", "[core]") {
  World world;
  out_of_service(world, "leak sensor");

  const auto decision = world.send(device("leak-1"), SignalKind::WaterLeak);

  REQUIRE(decision.events.size() == 1);
  CHECK(std::holds_alternative<core::MessageReceived>(decision.events[0].body));
  CHECK(world.state().alarms.open().empty());
}

TEST_CASE("an alarm that was open when its device went out of service stays", "[core]") {
  World world;
  world.send(device("leak-1"), SignalKind::WaterLeak);

  out_of_service(world, "leak sensor");

  CHECK(world.queue().size() == 1);
}

TEST_CASE("the same device type in another municipality is in service", "[core]") {
  World world;
  out_of_service(world, "safety alarm");

  world.send(device("button-1", "sorvik"), SignalKind::HelpCall);
  world.send(device("button-1"), SignalKind::HelpCall);

  CHECK(world.is_open("peder", AlarmType::HelpCall));
  CHECK_FALSE(world.is_open("astrid", AlarmType::HelpCall));
}

TEST_CASE("out of service goes before on test", "[core]") {
  World world;
  REQUIRE(world.ask("tekla", {}, wish(ExceptionKind::OnTest, "leak sensor", 1h)).has_value());
  out_of_service(world, "leak sensor", 1h);

  const core::ServiceException* found =
      core::exception_of(world.state(), device("leak-1"), PositionId("hall"), world.now());

  REQUIRE(found != nullptr);
  CHECK(found->kind == ExceptionKind::OutOfService);
}

TEST_CASE("water that is there when the sensor is back in service is an alarm", "[core]") {
  World world;
  out_of_service(world, "leak sensor", 5h);
  world.send(device("leak-1"), SignalKind::WaterLeak);

  SECTION("still there") {
    world.pass(5h);
    CHECK(world.is_open("hall", AlarmType::WaterLeak));
    CHECK(world.alarm("hall", AlarmType::WaterLeak).occurrences == 1);
  }
  SECTION("gone before") {
    world.send(device("leak-1"), SignalKind::WaterLeak, SignalState::Normal);
    world.pass(5h);
    CHECK_FALSE(world.is_open("hall", AlarmType::WaterLeak));
  }
}

TEST_CASE("an alarm that stayed open is not counted again when the exception ends", "[core]") {
  World world;
  world.send(device("leak-1"), SignalKind::WaterLeak);
  out_of_service(world, "leak sensor", 5h);

  world.pass(5h);

  CHECK(world.alarm("hall", AlarmType::WaterLeak).occurrences == 1);
}

TEST_CASE("out of service lasts 90 days at most", "[core]") {
  World world;
  const auto ask = [&](Duration duration) {
    return world.ask("tekla", {}, wish(ExceptionKind::OutOfService, "leak sensor", duration));
  };
  CHECK(ask(24h * 90).has_value());
  CHECK(ask(24h * 90 + 1s).error() == core::Refusal::DurationOutOfRange);
}

}  // namespace varde::test
