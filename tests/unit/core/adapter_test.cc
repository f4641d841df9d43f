// Vendors' adapters that go out of use.
#include <catch2/catch.hpp>

#include "broker/core/own_positions.h"
#include "tests/support/world.h"

namespace varde::test {
namespace {

using core::AlarmType;
using core::Condition;

const AdapterId kShelly("shelly-gen1");
const std::string kPosition = core::adapter_position(kShelly).str();

core::ChangeAdapter change(bool quarantined, const std::string& version = "1.0.0",
                           const AdapterId& adapter = kShelly) {
  return {adapter, version, quarantined, "time_limit: did not end within its time"};
}

}  // namespace

TEST_CASE("an adapter that goes out of use is a technical alarm of everybody's", "[core]") {
  World world;

  const auto decision = world.give(change(true));

  REQUIRE(decision.events.size() == 2);
  const auto& changed = std::get<core::AdapterChanged>(decision.events[0].body);
  CHECK(changed.adapter == kShelly);
  CHECK(changed.version == "1.0.0");
  CHECK(changed.quarantined);
  CHECK_FALSE(changed.detail.empty());
  const core::Alarm& alarm = world.alarm(kPosition, AlarmType::AdapterQuarantined);
  CHECK(alarm.condition == Condition::Active);
  CHECK(alarm.priority == core::Priority::High);
  CHECK(alarm.municipality.empty());
  CHECK(core::adapter_of(alarm.position) == kShelly);
}

TEST_CASE("that it is out of use is said once", "[core]") {
  World world;
  world.give(change(true));
  CHECK(world.give(change(true)).events.empty());
  CHECK(world.alarm(kPosition, AlarmType::AdapterQuarantined).occurrences == 1);
}

TEST_CASE("an adapter that is in use again ends its alarm by itself", "[core]") {
  World world;
  world.give(change(true));

  const auto decision = world.give(change(false, "1.0.1"));

  CHECK(std::get<core::AdapterChanged>(decision.events.at(0).body).version == "1.0.1");
  CHECK_FALSE(world.is_open(kPosition, AlarmType::AdapterQuarantined));
  CHECK(world.queue().empty());
}

TEST_CASE("that an adapter is in use is no news where it was", "[core]") {
  World world;
  CHECK(world.give(change(false)).events.empty());
  world.give(change(true));
  world.give(change(false));
  CHECK(world.give(change(false)).events.empty());
}

TEST_CASE("an adapter that goes out of use once more is a new alarm", "[core]") {
  World world;
  world.give(change(true));
  const AlarmId first = world.alarm(kPosition, AlarmType::AdapterQuarantined).id;
  world.give(change(false, "1.0.1"));

  world.give(change(true, "1.0.1"));

  CHECK(world.alarm(kPosition, AlarmType::AdapterQuarantined).id > first);
}

TEST_CASE("each adapter has its own alarm", "[core]") {
  World world;
  const AdapterId other("tasmota");
  world.give(change(true));
  world.give(change(true, "2.0.0", other));

  world.give(change(false));

  CHECK_FALSE(world.is_open(kPosition, AlarmType::AdapterQuarantined));
  CHECK(world.is_open(core::adapter_position(other).str(), AlarmType::AdapterQuarantined));
}

TEST_CASE("an alarm that was resolved by hand does not come back when the adapter does", "[core]") {
  World world;
  world.sit_down("kari");
  world.give(change(true));
  const AlarmId id = world.alarm(kPosition, AlarmType::AdapterQuarantined).id;
  REQUIRE(world.ask("kari", id, core::Claim{}).has_value());
  REQUIRE(world.ask("kari", id, core::Resolve{core::Outcome::Assisted, ""}).has_value());

  CHECK(world.give(change(false)).events.empty());
  CHECK(world.queue().empty());
}

}  // namespace varde::test
