#include <catch2/catch.hpp>

#include "broker/core/limits.h"
#include "broker/core/ticks.h"
#include "tests/support/supervised.h"

namespace varde::test {
namespace {

using core::AlarmType;
using core::limits::kSilenceGrace;

void start(World& world) { world.give(core::StartBroker{"test", {LinkId("mosquitto")}}); }
void link_up(World& world) { world.give(core::ChangeLink{LinkId("mosquitto"), true, ""}); }
void link_down(World& world) { world.give(core::ChangeLink{LinkId("mosquitto"), false, "gone"}); }

}  // namespace

TEST_CASE("after a restart a device has the grace time to be heard again", "[core]") {
  Supervised world;
  world.heartbeat();
  world.wait(8h);  // Varde does not run.
  start(world);
  link_up(world);

  world.pass(kSilenceGrace);
  CHECK(world.queue().empty());
  world.pass(kInstant);
  CHECK(world.is_open("astrid", AlarmType::Offline));
}

TEST_CASE("a device that is heard within the grace time was never silent", "[core]") {
  Supervised world;
  world.heartbeat();
  world.wait(8h);
  start(world);
  link_up(world);

  world.pass(kSilenceGrace - 1s);
  world.heartbeat();
  world.pass(1h);

  CHECK(world.state().alarms.newest().none());
}

TEST_CASE("a device that must be heard every minute has a minute of grace", "[core]") {
  Supervised world({1min, {}});
  world.heartbeat();
  world.wait(8h);
  start(world);
  link_up(world);

  world.pass(1min);
  CHECK(world.queue().empty());
  world.pass(kInstant);
  CHECK(world.is_open("astrid", AlarmType::Offline));
}

TEST_CASE("the grace time puts off nothing that is due after it", "[core]") {
  Supervised world;
  world.heartbeat();
  world.wait(10min);
  start(world);
  link_up(world);

  world.pass(50min);
  CHECK(world.queue().empty());
  world.pass(kInstant);
  CHECK(world.is_open("astrid", AlarmType::Offline));
}

TEST_CASE("a device that was never heard has the grace time too", "[core]") {
  Supervised world;
  world.wait(8h);
  start(world);
  link_up(world);

  world.pass(kSilenceGrace);
  CHECK(world.queue().empty());
  world.pass(kInstant);
  CHECK(world.is_open("astrid", AlarmType::NeverHeard));
}

TEST_CASE("while a link is down the silence is the link's", "[core]") {
  Supervised world;
  world.heartbeat();
  world.pass(30min);
  link_down(world);

  world.pass(24h);
  CHECK(world.is_open("link/mosquitto", AlarmType::LinkDown));
  CHECK_FALSE(world.is_open("astrid", AlarmType::Offline));
  CHECK_FALSE(core::next_silence(world.state()).has_value());

  link_up(world);
  world.pass(kSilenceGrace);
  CHECK(world.queue().empty());
  world.pass(kInstant);
  CHECK(world.is_open("astrid", AlarmType::Offline));
}

TEST_CASE("a link that never comes up after a start holds its devices back", "[core]") {
  Supervised world;
  world.heartbeat();
  start(world);

  world.pass(24h);

  CHECK(world.is_open("link/mosquitto", AlarmType::LinkDown));
  CHECK_FALSE(world.is_open("astrid", AlarmType::Offline));
}

TEST_CASE("a device that speaks over another link is not held by the one that is down", "[core]") {
  Supervised world;
  world.heartbeat();
  world.give(core::ChangeLink{LinkId("cloud"), true, ""});
  link_down(world);
  world.pass(10min);

  world.give(message(device("button-1"), {signal(SignalKind::Heartbeat)}, "cloud"));
  world.pass(1h + kInstant);

  CHECK(world.is_open("astrid", AlarmType::Offline));
}

TEST_CASE("a link that is no longer configured holds nobody", "[core]") {
  Supervised world;
  world.heartbeat();
  link_down(world);
  world.give(core::StartBroker{"test", {}});

  world.pass(2h);

  CHECK(world.is_open("astrid", AlarmType::Offline));
}

TEST_CASE("while storage is low, and messages are refused, no device is silent", "[core]") {
  Supervised world;
  world.heartbeat();
  world.give(core::ReportHealth{core::HealthSubject::Storage, "", false, "full"});
  world.pass(24h);
  CHECK_FALSE(world.is_open("astrid", AlarmType::Offline));

  world.give(core::ReportHealth{core::HealthSubject::Storage, "", true, ""});
  world.pass(kSilenceGrace);
  CHECK(world.queue().empty());
  world.pass(kInstant);
  CHECK(world.is_open("astrid", AlarmType::Offline));
}

TEST_CASE("a clock that was set forward makes no device silent", "[core]") {
  Supervised world;
  world.heartbeat();
  world.wait(8h);
  world.give(core::ReportHealth{core::HealthSubject::Clock, "", false, "forward by 8 h"});

  world.pass(kSilenceGrace);
  CHECK_FALSE(world.is_open("astrid", AlarmType::Offline));
  world.pass(kInstant);
  CHECK(world.is_open("astrid", AlarmType::Offline));
}

TEST_CASE("what the register knew before there was supervision is watched from the next start",
          "[core]") {
  Supervised world;
  core::State old = world.state();
  old.supervision = {};

  core::fold(old, {at(1h), {}, core::BrokerStarted{"test", {LinkId("mosquitto")}}});

  CHECK(core::next_wakeup(old).has_value());
  REQUIRE(old.supervision.find(device("button-1")) != nullptr);
  CHECK(old.supervision.find(device("button-1"))->since == at(1h));
}

}  // namespace varde::test
