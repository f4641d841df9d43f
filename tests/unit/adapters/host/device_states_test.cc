#include "adapters/host/device_states.h"

#include <catch2/catch.hpp>

#include "tests/unit/adapters/host/host_bench.h"

namespace varde::test {
namespace {

using adapters::DeviceStates;

const core::Device kLeak = vendor_device("leak-1", "zigbee2mqtt", "cellar", "leak");

core::Event received(std::vector<core::Signal> signals, Instant when,
                     const core::DeviceRef& from = kLeak.ref) {
  core::Event event;
  event.at = when;
  event.body = core::MessageReceived{{}, from, std::move(signals), LogPosition{}};
  return event;
}

}  // namespace

TEST_CASE("what a device reported last is known once it is on disk", "[adapter_host]") {
  DeviceStates states({kLeak}, core::State{});
  REQUIRE(states.of(kLeak.ref).empty());

  states.committed(
      {received({signal(SignalKind::WaterLeak), signal(SignalKind::Temperature)}, at(1s)),
       received({signal(SignalKind::WaterLeak, SignalState::Normal)}, at(2s))});

  const auto previous = states.of(kLeak.ref);
  REQUIRE(previous.size() == 1);  // A temperature is no state.
  CHECK(previous.at(SignalKind::WaterLeak).state == SignalState::Normal);
  CHECK(previous.at(SignalKind::WaterLeak).at == at(2s));
}

TEST_CASE("what a device told of old is not what it reported last", "[adapter_host]") {
  DeviceStates states({kLeak}, core::State{});
  core::Signal old = signal(SignalKind::WaterLeak);
  old.history = true;

  states.committed({received({signal(SignalKind::WaterLeak, SignalState::Normal), old}, at(1s))});

  CHECK(states.of(kLeak.ref).at(SignalKind::WaterLeak).state == SignalState::Normal);
}

TEST_CASE("who comes online is offline no more", "[adapter_host]") {
  DeviceStates states({kLeak}, core::State{});
  states.committed({received({signal(SignalKind::Offline)}, at(1s)),
                    received({signal(SignalKind::Online)}, at(2s))});

  const auto previous = states.of(kLeak.ref);
  CHECK_FALSE(previous.contains(SignalKind::Offline));
  CHECK(previous.at(SignalKind::Online).state == SignalState::Active);
}

TEST_CASE("only the register's vendor devices are followed", "[adapter_host]") {
  DeviceStates states({kLeak}, core::State{});
  states.committed({received({signal(SignalKind::WaterLeak)}, at(1s), device("stranger"))});
  CHECK(states.of(device("stranger")).empty());
}

TEST_CASE("after a restart the last states are those of the log", "[adapter_host]") {
  // Given the core and the host's copy of what it remembers, fed with the same events.
  core::ApplyRegister known = small_register();
  known.devices.push_back(vendor_device("leak-7", "zigbee2mqtt", "cellar", "leak"));
  World world;
  world.give(known);
  const core::Device cellar = known.devices.back();
  DeviceStates live(known.devices, core::State{});
  for (const auto& [kind, state] : std::vector<std::pair<SignalKind, SignalState>>{
           {SignalKind::WaterLeak, SignalState::Active},
           {SignalKind::WaterLeak, SignalState::Active},
           {SignalKind::Offline, SignalState::Active},
           {SignalKind::Online, SignalState::Active},
           {SignalKind::BatteryLow, SignalState::Active},
           {SignalKind::BatteryOk, SignalState::Active},
           {SignalKind::WaterLeak, SignalState::Unknown}}) {
    live.committed(world.send(cellar.ref, kind, state).events);
    world.pass(3s);
  }

  const DeviceStates restarted(known.devices, world.state());

  const auto before = live.of(cellar.ref);
  const auto after = restarted.of(cellar.ref);
  REQUIRE(before.size() == after.size());
  for (const auto& [kind, report] : before) {
    CHECK(after.at(kind).state == report.state);
    CHECK(after.at(kind).at == report.at);
  }
  CHECK(after.at(SignalKind::WaterLeak).state == SignalState::Unknown);
}

}  // namespace varde::test
