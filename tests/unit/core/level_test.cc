// Levels: conditions that a device tells again and again while they last.
#include <algorithm>
#include <catch2/catch.hpp>

#include "broker/core/rules.h"
#include "tests/support/world.h"

namespace varde::test {
namespace {

using core::AlarmType;
using core::Condition;

core::Signal level(SignalKind kind, SignalState state = SignalState::Active) {
  core::Signal made = signal(kind, state);
  made.level = true;
  return made;
}

void resolve(World& world, AlarmType type) {
  const AlarmId id = world.alarm("hall", type).id;
  REQUIRE(world.ask("kari", id, core::Claim{}).has_value());
  REQUIRE(world.ask("kari", id, core::Resolve{core::Outcome::Assisted, ""}).has_value());
}

World resolved_while_wet() {
  World world;
  world.sit_down("kari");
  world.send(device("leak-1"), level(SignalKind::WaterLeak));
  resolve(world, AlarmType::WaterLeak);
  world.pass(5h);
  return world;
}

}  // namespace

TEST_CASE("a leak that an operator has resolved is no alarm while its sensor still says wet",
          "[core]") {
  World world = resolved_while_wet();

  const auto decision = world.send(device("leak-1"), level(SignalKind::WaterLeak));

  CHECK_FALSE(decision.repeated);  // It is stored, as life of the device.
  CHECK(decision.events.size() == 1);
  CHECK(world.queue().empty());
}

TEST_CASE("the next water after it was dry is an alarm", "[core]") {
  World world = resolved_while_wet();
  world.send(device("leak-1"), level(SignalKind::WaterLeak, SignalState::Normal));

  world.send(device("leak-1"), level(SignalKind::WaterLeak));

  CHECK(world.alarm("hall", AlarmType::WaterLeak).condition == Condition::Active);
}

TEST_CASE("a sensor that failed while it was wet tells the next water", "[core]") {
  World world = resolved_while_wet();
  const auto state = GENERATE(SignalState::Fault, SignalState::Unknown);
  world.send(device("leak-1"), level(SignalKind::WaterLeak, state));
  CHECK(world.is_open("hall", AlarmType::Fault));

  world.send(device("leak-1"), level(SignalKind::WaterLeak));

  CHECK(world.is_open("hall", AlarmType::WaterLeak));
}

TEST_CASE("what is told again while its alarm is open is no further occurrence", "[core]") {
  World world;
  world.send(device("leak-1"), level(SignalKind::WaterLeak));
  world.pass(1h);

  world.send(device("leak-1"), level(SignalKind::WaterLeak));

  CHECK(world.alarm("hall", AlarmType::WaterLeak).occurrences == 1);
}

TEST_CASE("a device that does not tell levels is heard each time", "[core]") {
  World world = resolved_while_wet();
  world.send(device("leak-1"), signal(SignalKind::WaterLeak));
  CHECK(world.is_open("hall", AlarmType::WaterLeak));
}

TEST_CASE("a call is never a level, whatever its adapter says", "[core]") {
  World world;
  world.sit_down("kari");
  const auto kind = GENERATE(SignalKind::HelpCall, SignalKind::Fall, SignalKind::Panic);
  world.send(device("leak-1"), level(kind));
  const AlarmId first = world.queue().at(0);
  REQUIRE(world.ask("kari", first, core::Claim{}).has_value());
  REQUIRE(world.ask("kari", first, core::Resolve{core::Outcome::Assisted, ""}).has_value());
  world.pass(1min);

  world.send(device("leak-1"), level(kind));

  CHECK(world.queue().size() == 1);
}

TEST_CASE("the first level of a device is news", "[core]") {
  World world;
  world.send(device("leak-1"), level(SignalKind::WaterLeak));
  CHECK(world.is_open("hall", AlarmType::WaterLeak));
}

TEST_CASE("a level told of old changes nothing that is known", "[core]") {
  World world = resolved_while_wet();
  core::Signal old = level(SignalKind::WaterLeak, SignalState::Normal);
  old.history = true;
  world.send(device("leak-1"), old);

  world.send(device("leak-1"), level(SignalKind::WaterLeak));

  CHECK(world.queue().empty());
}

TEST_CASE("what one device has told says nothing of another's water", "[core]") {
  World world = resolved_while_wet();
  world.send(device("smoke-1"), level(SignalKind::WaterLeak));
  CHECK(world.is_open("hall", AlarmType::WaterLeak));
}

TEST_CASE("whoever says the opposite is believed the next time", "[core]") {
  // Offline, online, offline, hours apart, as levels and as retained messages: each is news.
  const auto [bad, good, type] = GENERATE(table<SignalKind, SignalKind, AlarmType>({
      {SignalKind::Offline, SignalKind::Online, AlarmType::Offline},
      {SignalKind::MainsLost, SignalKind::MainsRestored, AlarmType::MainsLost},
      {SignalKind::BatteryLow, SignalKind::BatteryOk, AlarmType::BatteryLow},
      {SignalKind::Fault, SignalKind::FaultCleared, AlarmType::Fault},
  }));
  const bool retained = GENERATE(false, true);
  CAPTURE(static_cast<int>(bad), retained);
  World world;
  const auto say = [&](SignalKind kind) {
    core::FieldMessage made = message(device("leak-1"), {level(kind)});
    made.raw.retained = retained;
    world.pass(1h);
    return world.give(made);
  };

  for (int i = 0; i < 3; ++i) {
    CHECK_FALSE(say(bad).repeated);
    CHECK(world.is_open("hall", type));
    (void)say(bad);
    CHECK_FALSE(say(good).repeated);
    CHECK_FALSE(world.is_open("hall", type));
    (void)say(good);
  }
}

TEST_CASE("no lasting condition can be ended by a kind that does not make its memory forget it",
          "[core]") {
  // Else a level would be taken for unchanged after its alarm had ended.
  constexpr int kKinds = static_cast<int>(SignalKind::Presence);
  for (int a = 1; a <= kKinds; ++a) {
    const auto raises = static_cast<SignalKind>(a);
    const core::Rule* rule = core::rule_for(raises, SignalState::Active);
    if (rule == nullptr) continue;
    for (int b = 1; b <= kKinds; ++b) {
      const auto ends = static_cast<SignalKind>(b);
      const auto ended = core::returned_to_normal_by(ends, SignalState::Active);
      if (std::ranges::find(ended, rule->type) == ended.end()) continue;
      CAPTURE(a, b);
      const auto forgets = core::counterparts_of(ends);
      CHECK(std::ranges::find(forgets, raises) != forgets.end());
      const auto back = core::counterparts_of(raises);
      CHECK(std::ranges::find(back, ends) != back.end());
    }
  }
}

TEST_CASE("a call that was cancelled is a new call, and so is its cancelling", "[core]") {
  World world;
  for (int i = 0; i < 3; ++i) {
    CHECK_FALSE(world.send(device("button-1"), SignalKind::HelpCall).repeated);
    CHECK(world.alarm("astrid", AlarmType::HelpCall).condition == Condition::Active);
    CHECK_FALSE(world.send(device("button-1"), SignalKind::Cancelled).repeated);
    CHECK(world.alarm("astrid", AlarmType::HelpCall).condition != Condition::Active);
    world.pass(1s);
  }
}

}  // namespace varde::test
