#include <catch2/catch.hpp>

#include "tests/support/supervised.h"

namespace varde::test {
namespace {

using core::AlarmType;

constexpr Duration kMonth = 24h * 30;

struct Tested : Supervised {
  Tested() : Supervised({{}, kMonth}) {}
  void test() { send(device("button-1"), SignalKind::Test); }
};

}  // namespace

TEST_CASE(
    "a function test that is not done within its interval is an alarm, however much the "
    "device speaks",
    "[core]") {
  Tested world;
  world.test();
  world.pass(kMonth);
  world.heartbeat();
  CHECK(world.queue().empty());

  world.pass(kInstant);

  CHECK(world.alarm("astrid", AlarmType::TestMissing).priority == core::Priority::Low);
  world.heartbeat();
  CHECK(world.is_open("astrid", AlarmType::TestMissing));
}

TEST_CASE("a function test ends the alarm that it was missing", "[core]") {
  Tested world;
  world.pass(kMonth + kInstant);
  REQUIRE(world.is_open("astrid", AlarmType::TestMissing));

  SECTION("a signal of that kind") { world.test(); }
  SECTION("a call that is marked as a test") {
    world.send(device("button-1"), SignalKind::HelpCall, SignalState::Test);
  }
  CHECK_FALSE(world.is_open("astrid", AlarmType::TestMissing));
  CHECK_FALSE(world.is_open("astrid", AlarmType::HelpCall));

  world.pass(kMonth);
  CHECK(world.queue().empty());
  world.pass(kInstant);
  CHECK(world.is_open("astrid", AlarmType::TestMissing));
}

TEST_CASE("a function test of long ago is none of today", "[core]") {
  Tested world;
  world.pass(kMonth + kInstant);
  core::FieldMessage old = message(device("button-1"), {signal(SignalKind::Test)});

  SECTION("kept by a broker") { old.raw.retained = true; }
  SECTION("recorded earlier") { std::get<0>(old.content).at(0).history = true; }
  world.give(old);

  CHECK(world.is_open("astrid", AlarmType::TestMissing));
}

TEST_CASE("a device has both clocks, each with its own alarm", "[core]") {
  Supervised world({1h, 24h});
  world.heartbeat();

  world.pass(25h);
  CHECK(world.is_open("astrid", AlarmType::Offline));
  CHECK(world.is_open("astrid", AlarmType::TestMissing));

  world.heartbeat();
  CHECK_FALSE(world.is_open("astrid", AlarmType::Offline));
  CHECK(world.is_open("astrid", AlarmType::TestMissing));
}

TEST_CASE("settling a device's silence leaves its function test due when it was", "[core]") {
  Supervised world({1h, 24h});
  world.sit_down("kari");
  world.heartbeat();
  world.pass(23h);
  const AlarmId id = world.alarm("astrid", AlarmType::Offline).id;
  REQUIRE(world.ask("kari", id, core::Claim{}).has_value());
  REQUIRE(world.ask("kari", id, core::Resolve{core::Outcome::HandedOver, ""}).has_value());

  world.pass(1h + kInstant);

  CHECK(world.is_open("astrid", AlarmType::TestMissing));
}

}  // namespace varde::test
