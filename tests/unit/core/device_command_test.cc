#include <catch2/catch.hpp>

#include "broker/core/limits.h"
#include "tests/support/world.h"

namespace varde::test {
namespace {

using core::AlarmType;
using core::CommandDevice;
using core::DeviceCommand;
using core::Refusal;
using core::Role;

// Astrid's home has a door that can be opened, and has been heard; she calls, and Kari has it.
struct Door : World {
  Door() {
    core::ApplyRegister made = small_register();
    made.devices.push_back({device("door-1"), PositionId("astrid"), "door lock"});
    give(made);
    send(device("door-1"), SignalKind::Heartbeat);
    sit_down("kari");
    sit_down("ola");
    send(device("button-1"), SignalKind::HelpCall);
    call = alarm("astrid", AlarmType::HelpCall).id;
    REQUIRE(ask("kari", call, core::Claim{}).has_value());
  }

  Result<core::Decision, Refusal> as(Role role, AlarmId about, CommandDevice wish,
                                     std::vector<MunicipalityId> municipalities = {}) {
    core::Actor actor = operator_named("eva");
    actor.role = role;
    actor.municipalities = std::move(municipalities);
    return try_give(core::Command{actor, "", about, std::move(wish)});
  }

  AlarmId call;
};

const CommandDevice kOpen{device("door-1"), DeviceCommand::OpenDoor};
const CommandDevice kReset{device("door-1"), DeviceCommand::Reset};

}  // namespace

TEST_CASE("who has the alarm of a person opens their door", "[core]") {
  Door world;

  const auto decision = world.ask("kari", world.call, kOpen);

  REQUIRE(decision.has_value());
  REQUIRE(decision->effects.size() == 1);
  const auto& send = std::get<core::SendCommand>(decision->effects[0].what);
  CHECK(send == core::SendCommand{LinkId("mosquitto"), device("door-1"), DeviceCommand::OpenDoor,
                                  world.call, UserId("kari")});
  CHECK(decision->effects[0].expires_at == world.now() + core::limits::kDoorCommandAge);
  CHECK(decision->alarm == world.call);
}

TEST_CASE("a door command that was not sent in time expires", "[core]") {
  Door world;
  const EffectId id = world.ask("kari", world.call, kOpen)->effects.at(0).id;

  world.pass(core::limits::kDoorCommandAge);

  CHECK_FALSE(world.state().effects.contains(id));
}

TEST_CASE("a door is opened by nobody but who has the alarm", "[core]") {
  Door world;
  CHECK(world.ask("ola", world.call, kOpen).error() == Refusal::NotClaimedByYou);
  CHECK(world.ask("kari", {}, kOpen).error() == Refusal::NotClaimedByYou);
  CHECK(world.as(Role::Technician, world.call, kOpen).error() == Refusal::NotAllowed);
  CHECK(world.as(Role::Manager, world.call, kOpen).error() == Refusal::NotAllowed);

  REQUIRE(world.ask("kari", world.call, core::Release{}).has_value());
  CHECK(world.ask("kari", world.call, kOpen).error() == Refusal::NotClaimedByYou);
}

TEST_CASE("a door is opened for a person in need, not for a flat battery", "[core]") {
  Door world;
  world.send(device("door-1"), SignalKind::BatteryLow);
  const AlarmId battery = world.alarm("astrid", AlarmType::BatteryLow).id;
  REQUIRE(world.ask("kari", battery, core::Claim{}).has_value());

  CHECK(world.ask("kari", battery, kOpen).error() == Refusal::NotAllowed);
}

TEST_CASE("a command for an alarm is for one that is open where the device is", "[core]") {
  Door world;
  world.send(device("leak-1"), SignalKind::WaterLeak);
  const AlarmId leak = world.alarm("hall", AlarmType::WaterLeak).id;
  REQUIRE(world.ask("kari", leak, core::Claim{}).has_value());

  CHECK(world.ask("kari", leak, kOpen).error() == Refusal::NotAllowed);
  CHECK(world.ask("kari", AlarmId(99), kReset).error() == Refusal::AlarmNotFound);
  const core::Resolve done{core::Outcome::Assisted, ""};
  REQUIRE(world.ask("kari", world.call, done).has_value());
  CHECK(world.ask("kari", world.call, kOpen).error() == Refusal::AlarmResolved);
}

TEST_CASE("operators and technicians reset and locate devices, without an alarm", "[core]") {
  Door world;
  const auto command = GENERATE(DeviceCommand::Reset, DeviceCommand::Locate);
  const CommandDevice wish{device("door-1"), command};

  const auto decision = world.as(Role::Technician, {}, wish);

  REQUIRE(decision.has_value());
  CHECK(decision->effects.at(0).expires_at == world.now() + core::limits::kCommandAge);
  CHECK(world.as(Role::Operator, {}, wish).has_value());
  CHECK(world.as(Role::Manager, {}, wish).error() == Refusal::NotAllowed);
  CHECK(world.as(Role::Integrator, {}, wish).error() == Refusal::NotAllowed);
}

TEST_CASE("what cannot be reached is said at once", "[core]") {
  Door world;
  const auto reset = [](const std::string& id) {
    return CommandDevice{device(id), DeviceCommand::Reset};
  };

  CHECK(world.ask("kari", {}, reset("nothing")).error() == Refusal::DeviceUnknown);
  CHECK(world.ask("kari", {}, reset("leak-1")).error() == Refusal::DeviceNotHeard);
  CHECK(world.as(Role::Operator, {}, kReset, {MunicipalityId("sorvik")}).error() ==
        Refusal::DeviceUnknown);
  CHECK(world.ask("kari", {}, CommandDevice{device("door-1"), {}}).error() ==
        Refusal::CommandUnknown);
}

TEST_CASE("a command beyond what may be pending is refused, not forgotten", "[core]") {
  Door world;
  while (world.state().effects.size() < core::limits::kEffects) {
    REQUIRE(world.ask("kari", {}, kReset).has_value());
  }
  CHECK(world.ask("kari", {}, kReset).error() == Refusal::TooManyEffects);
}

TEST_CASE("a command that is repeated with its key is sent once", "[core]") {
  Door world;
  REQUIRE(world.ask("kari", world.call, kOpen, "k1").has_value());

  const auto again = world.ask("kari", world.call, kOpen, "k1");

  CHECK(again->repeated);
  CHECK(again->effects.empty());
}

}  // namespace varde::test
