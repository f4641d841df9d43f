// More new rows than the operators can answer.
#include <catch2/catch.hpp>

#include "tests/support/world.h"

namespace varde::test {
namespace {

const MunicipalityId& nordlia() {
  static const MunicipalityId id("nordlia");
  return id;
}

// Alarms of persons, so that nothing is folded: twenty per municipality have a button.
core::ApplyRegister buttons() {
  core::ApplyRegister made = small_register();
  for (int i = 0; i < 40; ++i) {
    core::Position position;
    position.id = PositionId("p" + std::to_string(i));
    position.municipality = nordlia();
    made.positions.push_back(position);
    made.devices.push_back({device("d" + std::to_string(i)), position.id, "safety alarm"});
  }
  return made;
}

void call(World& world, int first, int count) {
  for (int i = first; i < first + count; ++i)
    world.send(device("d" + std::to_string(i)), SignalKind::HelpCall);
  world.pass(0s);
}

bool flood(const World& world) { return world.state().incidents.floods.contains(nordlia()); }

void on_duty(World& world, const std::string& user) {
  world.sit_down(user);
  world.fold(core::ShiftBegun{UserId(user), {}});
}

}  // namespace

TEST_CASE("over ten new alarms in ten minutes are a flood", "[core]") {
  World world;
  world.give(buttons());
  SECTION("at once") {
    call(world, 0, 10);
    CHECK_FALSE(flood(world));
    call(world, 10, 1);
    CHECK(flood(world));
  }
  SECTION("not within ten minutes") {
    for (int i = 0; i < 30; ++i) {
      call(world, i, 1);
      world.pass(61s);
    }
    CHECK_FALSE(flood(world));
  }
  CHECK_FALSE(world.state().incidents.floods.contains(MunicipalityId("sorvik")));
}

TEST_CASE("two operators on duty answer twice as many", "[core]") {
  World world;
  world.give(buttons());
  on_duty(world, "kari");
  on_duty(world, "ola");

  call(world, 0, 20);
  CHECK_FALSE(flood(world));
  call(world, 20, 1);
  CHECK(flood(world));
}

TEST_CASE("an operator at a console who is not on shift does not count", "[core]") {
  World world;
  world.give(buttons());
  on_duty(world, "kari");
  world.sit_down("ola");

  call(world, 0, 11);

  CHECK(flood(world));
}

TEST_CASE("alarms of long ago are no flood when an operator goes home", "[core]") {
  World world;
  world.give(buttons());
  on_duty(world, "kari");
  on_duty(world, "ola");
  call(world, 0, 15);
  world.pass(1h);

  world.fold(core::ShiftEnded{UserId("ola"), {}});
  world.pass(0s);

  CHECK_FALSE(flood(world));
}

TEST_CASE("a flood is over when a whole window had at most half as many", "[core]") {
  World world;
  world.give(buttons());
  call(world, 0, 11);
  world.pass(5min);
  call(world, 11, 5);
  REQUIRE(flood(world));

  world.pass(5min - 1s);
  CHECK(flood(world));
  world.pass(1s);
  CHECK_FALSE(flood(world));
}

TEST_CASE("a flood goes on while alarms keep coming, if fewer than it began with", "[core]") {
  World world;
  world.give(buttons());
  call(world, 0, 11);
  for (int i = 11; i < 35; ++i) {
    world.pass(90s);
    call(world, i, 1);
    CHECK(flood(world));
  }
  world.pass(10min);
  CHECK_FALSE(flood(world));
}

TEST_CASE("in a flood three alarms of one rule in one municipality are one row", "[core]") {
  World world;
  world.give(buttons());
  call(world, 0, 11);
  REQUIRE(flood(world));

  for (int i = 20; i < 23; ++i) world.send(device("d" + std::to_string(i)), SignalKind::WaterLeak);

  REQUIRE(world.state().incidents.open.size() == 1);
  const core::Incident& incident = world.state().incidents.open.begin()->second;
  CHECK(incident.cause == core::IncidentCause::Rule);
  CHECK(incident.subject == "water-leak");
  CHECK(world.queue().size() == 11);  // The calls are all there.
}

TEST_CASE("the broker does not wake up for a flood that nothing changes", "[core]") {
  World world;
  world.give(buttons());
  call(world, 0, 11);
  world.wait(1s);
  CHECK(world.give(core::Tick{}).events.empty());
  const auto next = core::next_wakeup(world.state());
  REQUIRE(next);
  CHECK(*next > world.now());
}

}  // namespace varde::test
