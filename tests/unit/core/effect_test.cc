#include <catch2/catch.hpp>

#include "tests/support/world.h"

namespace varde::test {
namespace {

using core::AlarmType;
using core::EffectOutcome;
using core::ResponseState;

struct Call : World {
  Call() {
    sit_down("kari");
    send(device("button-1"), SignalKind::HelpCall);
    id = alarm("astrid", AlarmType::HelpCall).id;
  }
  AlarmId id;
};

TEST_CASE("the person's device is told that the call was taken", "[core]") {
  Call call;

  const auto decision = call.ask("kari", call.id, core::Claim{});

  REQUIRE(decision->effects.size() == 1);
  const auto& tell = std::get<core::TellDevice>(decision->effects[0].what);
  CHECK(tell.device == device("button-1"));
  CHECK(tell.link == LinkId("mosquitto"));
  CHECK(tell.response == ResponseState::Claimed);
  CHECK(call.state().effects.size() == 1);
}

TEST_CASE("a leak sensor is told nothing", "[core]") {
  World world;
  world.sit_down("kari");
  world.send(device("leak-1"), SignalKind::WaterLeak);
  const auto decision =
      world.ask("kari", world.alarm("hall", AlarmType::WaterLeak).id, core::Claim{});
  CHECK(decision->effects.empty());
}

TEST_CASE("a concluded effect is done with; a second conclusion changes nothing", "[core]") {
  Call call;
  const EffectId id = call.ask("kari", call.id, core::Claim{})->effects.at(0).id;

  call.give(core::ConcludeEffect{id, EffectOutcome::Delivered, ""});

  CHECK(call.state().effects.empty());
  CHECK(call.give(core::ConcludeEffect{id, EffectOutcome::Failed, ""}).events.empty());
}

TEST_CASE("an effect that nobody concludes expires", "[core]") {
  Call call;
  REQUIRE(call.ask("kari", call.id, core::Claim{}).has_value());
  call.pass(60s);
  CHECK(call.state().effects.empty());
}

TEST_CASE("a restart resumes what was requested and not concluded, unless it has expired",
          "[core]") {
  Call call;
  REQUIRE(call.ask("kari", call.id, core::Claim{}).has_value());

  call.wait(30s);
  CHECK(call.give(core::StartBroker{"test", {}}).effects.size() == 1);
  call.wait(30s);
  CHECK(call.give(core::StartBroker{"test", {}}).effects.empty());
}

}  // namespace
}  // namespace varde::test
