// What is known to whoever sends something out follows the commits.
#include "broker/app/outbound_view.h"

#include <catch2/catch.hpp>

#include "broker/app/outbound_figures.h"
#include "tests/support/world.h"

namespace varde::app {
namespace {

using namespace test;
using core::AlarmType;

// Astrid's help call.
struct Called : World {
  Called() {
    sit_down("kari");
    send(device("button-1"), SignalKind::HelpCall);
    id = alarm("astrid", AlarmType::HelpCall).id;
  }
  AlarmId id;
};

}  // namespace

TEST_CASE("a recovered alarm is known with its words and its names", "[app]") {
  const Called world;
  const OutboundView view(world.state());

  const auto known = view.look_up(world.id);

  REQUIRE(known.has_value());
  CHECK(known->alarm == world.id);
  CHECK(known->type_word == "help_call");
  CHECK(known->priority_word == "critical");
  CHECK(known->municipality == MunicipalityId("nordlia"));
  CHECK_FALSE(known->municipality_name.empty());
  CHECK_FALSE(known->position.empty());
  CHECK(known->raised_at == world.now());
  CHECK(known->wanted);
  CHECK(view.device(device("button-1")).has_value());
  CHECK_FALSE(view.device(device("nobody")).has_value());
}

TEST_CASE("an alarm that somebody takes is not wanted, and one that is resolved not known",
          "[app]") {
  Called world;
  OutboundView view(world.state());

  const auto claimed = world.ask("kari", world.id, core::Claim{});
  REQUIRE(claimed.has_value());
  view.committed(claimed->events);
  REQUIRE(view.look_up(world.id).has_value());
  CHECK_FALSE(view.look_up(world.id)->wanted);

  const auto released = world.ask("kari", world.id, core::Release{});
  REQUIRE(released.has_value());
  view.committed(released->events);
  CHECK(view.look_up(world.id)->wanted);

  REQUIRE(world.ask("kari", world.id, core::Claim{}).has_value());
  const auto resolved =
      world.ask("kari", world.id, core::Resolve{core::Outcome::Assisted, "Hjalp henne opp"});
  REQUIRE(resolved.has_value());
  view.committed(resolved->events);
  CHECK_FALSE(view.look_up(world.id).has_value());
}

TEST_CASE("an alarm and a device are known from their commit on", "[app]") {
  World world;
  OutboundView view(world.state());
  core::ApplyRegister more = small_register();
  more.devices.push_back({device("door-1"), PositionId("astrid"), "door lock"});

  view.committed(world.give(more).events);
  view.committed(world.send(device("button-1"), SignalKind::HelpCall).events);

  CHECK(view.device(device("door-1")).has_value());
  CHECK(view.look_up(world.alarm("astrid", AlarmType::HelpCall).id).has_value());
}

TEST_CASE("each receiver has its figures, and its last success once there is one", "[app]") {
  outbound::ReceiverCounters one;
  one.sent = 3;
  one.succeeded_at = at(0s);
  const auto figures = figures_of(
      {{ReceiverId("one"), one}, {ReceiverId("two"), outbound::ReceiverCounters{}}}, at(90s));

  REQUIRE(figures.size() == 9);
  CHECK(figures.front().name == "varde_outbound_sent_total");
  CHECK(figures.front().value == 3);
  CHECK(figures.front().labels.front().second == "one");
  CHECK(figures.back().name == "varde_outbound_success_seconds");
  CHECK(figures.back().value == 90);
  CHECK(figures.back().labels.front().second == "one");
}

}  // namespace varde::app
