#include <catch2/catch.hpp>

#include "broker/core/ticks.h"
#include "tests/support/world.h"

namespace varde::test {
namespace {

using core::AlarmType;

TEST_CASE("a link that stays down raises one alarm, and clears it when it is back", "[core]") {
  World world;
  world.give(core::ChangeLink{LinkId("mosquitto"), false, "connection refused"});
  world.pass(9s);
  CHECK(world.queue().empty());

  world.pass(1h);
  CHECK(world.alarm("link/mosquitto", AlarmType::LinkDown).occurrences == 1);
  CHECK(world.alarm("link/mosquitto", AlarmType::LinkDown).municipality.empty());

  world.give(core::ChangeLink{LinkId("mosquitto"), true, ""});
  CHECK(world.queue().empty());
}

TEST_CASE("an outage that lasts over a restart is repeated once, not for ever", "[core]") {
  World world;
  world.give(core::StartBroker{"test", {LinkId("mosquitto")}});
  world.pass(10s);
  REQUIRE(world.is_open("link/mosquitto", AlarmType::LinkDown));

  world.give(core::StartBroker{"test", {LinkId("mosquitto")}});
  world.pass(1h);

  CHECK(world.alarm("link/mosquitto", AlarmType::LinkDown).occurrences == 2);
  CHECK_FALSE(core::next_link(world.state()).has_value());
}

TEST_CASE("a link that is back at once is no alarm", "[core]") {
  World world;
  world.give(core::ChangeLink{LinkId("mosquitto"), false, "connection refused"});
  world.pass(5s);
  world.give(core::ChangeLink{LinkId("mosquitto"), true, ""});
  world.pass(1h);
  CHECK(world.queue().empty());
}

TEST_CASE("a link that never comes up after a start is an alarm", "[core]") {
  World world;
  world.give(core::StartBroker{"test", {LinkId("mosquitto")}});
  world.pass(10s);
  CHECK(world.is_open("link/mosquitto", AlarmType::LinkDown));
}

TEST_CASE("an outage that an operator resolved is not raised again until the next", "[core]") {
  World world;
  world.sit_down("kari");
  world.give(core::ChangeLink{LinkId("mosquitto"), false, "connection refused"});
  world.pass(10s);
  const AlarmId id = world.alarm("link/mosquitto", AlarmType::LinkDown).id;
  REQUIRE(world.ask("kari", id, core::Claim{}).has_value());
  REQUIRE(world.ask("kari", id, core::Resolve{core::Outcome::HandedOver, ""}).has_value());

  world.pass(1h);
  CHECK(world.queue().empty());
  CHECK_FALSE(core::next_wakeup(world.state()).has_value());
}

TEST_CASE("another reason for the same outage is logged and does not begin it anew", "[core]") {
  World world;
  world.give(core::ChangeLink{LinkId("mosquitto"), false, "not connected yet"});
  world.pass(6s);

  CHECK(world.give(core::ChangeLink{LinkId("mosquitto"), false, "not authorized"}).events.size() ==
        1);
  CHECK(world.give(core::ChangeLink{LinkId("mosquitto"), false, "not authorized"}).events.empty());
  world.pass(4s);

  CHECK(world.is_open("link/mosquitto", AlarmType::LinkDown));
}

TEST_CASE("an external broker that forgot what it kept is an alarm, with every time it happens",
          "[core]") {
  World world;
  const auto forget = [&] {
    world.give(core::ChangeLink{LinkId("mosquitto"), false, "connection lost"});
    world.give(core::ChangeLink{LinkId("mosquitto"), true, "forgotten", true});
  };
  forget();
  CHECK(world.alarm("link/mosquitto", AlarmType::SessionForgotten).priority ==
        core::Priority::High);

  forget();
  CHECK(world.alarm("link/mosquitto", AlarmType::SessionForgotten).occurrences == 2);
}

TEST_CASE("a link that is no longer configured is not missed", "[core]") {
  World world;
  world.give(core::StartBroker{"test", {}});
  world.pass(1h);
  CHECK(world.queue().empty());
}

}  // namespace
}  // namespace varde::test
