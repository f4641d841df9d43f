#include <catch2/catch.hpp>

#include "broker/core/limits.h"
#include "tests/support/supervised.h"

namespace varde::test {
namespace {

using core::AlarmType;
using core::ExceptionKind;
using core::limits::kSilenceGrace;

// The button of Astrid, heard now, is excepted for a day.
struct Excepted : Supervised {
  explicit Excepted(ExceptionKind kind) {
    heartbeat();
    sit_down("kari");
    core::ExceptionScope scope;
    scope.municipality = MunicipalityId("nordlia");
    scope.device = DeviceId("button-1");
    REQUIRE(ask("kari", {}, core::BeginException{kind, scope, "battery", 24h}).has_value());
  }
  [[nodiscard]] const core::Alarm* on_test() const {
    return state().alarms.find(PositionId("astrid"), AlarmType::Offline, true);
  }
};

}  // namespace

TEST_CASE("a device that is out of service is not silent before it is back", "[core]") {
  Excepted world(ExceptionKind::OutOfService);
  world.pass(24h);
  CHECK(world.state().alarms.newest().none());
  CHECK(world.state().exceptions.running.empty());

  world.pass(kSilenceGrace);
  CHECK_FALSE(world.is_open("astrid", AlarmType::Offline));
  world.pass(kInstant);
  CHECK(world.is_open("astrid", AlarmType::Offline));
}

TEST_CASE("the silence of a device on test is a test alarm, and a real one when the test is over",
          "[core]") {
  Excepted world(ExceptionKind::OnTest);
  world.pass(2h);
  CHECK(world.on_test() != nullptr);
  CHECK_FALSE(world.is_open("astrid", AlarmType::Offline));

  world.pass(24h);
  CHECK(world.is_open("astrid", AlarmType::Offline));
}

TEST_CASE("a device on test that speaks again ends its test alarm", "[core]") {
  Excepted world(ExceptionKind::OnTest);
  world.pass(2h);
  REQUIRE(world.on_test() != nullptr);

  world.heartbeat();

  CHECK(world.on_test() == nullptr);
}

}  // namespace varde::test
