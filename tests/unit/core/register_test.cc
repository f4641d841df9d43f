#include <catch2/catch.hpp>

#include "tests/support/world.h"

namespace varde::test {
namespace {

using core::AlarmType;

TEST_CASE("applying the register that is in force changes nothing", "[core]") {
  World world;
  CHECK(world.give(small_register()).events.empty());
}

TEST_CASE("what is gone from the register is removed, what is new or other is put", "[core]") {
  World world;
  core::ApplyRegister next = small_register();
  next.devices.pop_back();
  next.positions[0].phone = "+47 99 00 00 01";

  const auto decision = world.give(next);

  const auto& change = std::get<core::RegisterChanged>(decision.events.at(0).body);
  CHECK(change.put_positions == std::vector{next.positions[0]});
  CHECK(change.put_devices.empty());
  CHECK(change.removed_devices == std::vector{device("button-1", "sorvik")});
  CHECK(world.state().known.find_device(device("button-1", "sorvik")) == nullptr);
}

TEST_CASE("registering a device clears the alarm that it is in no register", "[core]") {
  World world;
  world.send(device("stranger"), SignalKind::Heartbeat);
  REQUIRE(world.is_open("unregistered/nordlia/stranger", AlarmType::UnregisteredDevice));
  core::ApplyRegister next = small_register();
  next.devices.push_back({device("stranger"), PositionId("hall"), "leak sensor"});

  world.give(next);

  CHECK(world.queue().empty());
  CHECK(world.state().unregistered_devices == 0);
}

TEST_CASE("defining a municipality clears the alarm that it is unknown", "[core]") {
  World world;
  world.send(device("button-9", "atlantis"), SignalKind::Heartbeat);
  core::ApplyRegister next = small_register();
  next.municipalities.push_back({MunicipalityId("atlantis"), "Atlantis"});

  world.give(next);

  CHECK_FALSE(world.is_open("unknown/municipality", AlarmType::UnknownMunicipality));
}

}  // namespace
}  // namespace varde::test
