#include <catch2/catch.hpp>

#include "tests/support/world.h"

namespace varde::test {
namespace {

using core::AlarmType;
using core::Refusal;
using core::ResponseState;

struct ClaimedCall : World {
  ClaimedCall() {
    sit_down("kari");
    send(device("button-1"), SignalKind::HelpCall);
    id = open().id;
    REQUIRE(ask("kari", id, core::Claim{}).has_value());
  }
  [[nodiscard]] const core::Alarm& open() const { return alarm("astrid", AlarmType::HelpCall); }
  AlarmId id;
};

TEST_CASE("a claim goes back to the queue when its console is lost", "[core]") {
  ClaimedCall call;

  call.leave("kari");
  call.pass(2900ms);
  CHECK(call.open().owner == UserId("kari"));
  call.pass(100ms);

  CHECK(call.open().owner.empty());
  CHECK(call.open().response == ResponseState::Queued);
}

TEST_CASE("a reload within the grace time keeps the claim", "[core]") {
  ClaimedCall call;
  call.leave("kari");
  call.pass(1s);

  call.sit_down("kari");
  call.pass(1h);

  CHECK(call.open().owner == UserId("kari"));
}

TEST_CASE("logging out gives the claims back at once", "[core]") {
  ClaimedCall call;
  call.give(core::LogOut{operator_named("kari").session});
  CHECK(call.open().owner.empty());
}

TEST_CASE("a dispatched alarm whose console is lost stays dispatched and can be claimed",
          "[core]") {
  ClaimedCall call;
  REQUIRE(call.ask("kari", call.id, core::Dispatch{"patrol", ""}).has_value());

  call.leave("kari");
  call.pass(3s);

  CHECK(call.open().response == ResponseState::Dispatched);
  CHECK(call.open().owner.empty());
  call.sit_down("ola");
  CHECK(call.ask("ola", call.id, core::Claim{}).has_value());
  CHECK(call.open().response == ResponseState::Dispatched);
}

TEST_CASE("who has no console cannot claim", "[core]") {
  ClaimedCall call;
  REQUIRE(call.ask("kari", call.id, core::Release{}).has_value());

  CHECK(call.ask("ola", call.id, core::Claim{}).error() == Refusal::ConsoleNotPresent);
  call.leave("kari");
  CHECK(call.ask("kari", call.id, core::Claim{}).error() == Refusal::ConsoleNotPresent);
}

TEST_CASE("after a restart consoles that come back keep their claims, others lose them", "[core]") {
  ClaimedCall call;
  call.give(core::StartBroker{"test", {LinkId("mosquitto")}});

  SECTION("comes back") {
    call.pass(5s);
    call.sit_down("kari");
    call.pass(1h);
    CHECK(call.open().owner == UserId("kari"));
  }
  SECTION("does not") {
    call.pass(8s);
    CHECK(call.open().owner.empty());
  }
}

TEST_CASE("consoles are bounded; one too many is not present", "[core]") {
  World world;
  for (std::size_t i = 0; i < core::limits::kConsoles; ++i)
    world.sit_down("user-" + std::to_string(i));

  world.sit_down("kari");

  CHECK(world.state().consoles.size() == core::limits::kConsoles);
  CHECK_FALSE(world.state().consoles.contains(operator_named("kari").session));
}

}  // namespace
}  // namespace varde::test
