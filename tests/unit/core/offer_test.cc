#include <catch2/catch.hpp>

#include "tests/support/duty_world.h"

namespace varde::test {
namespace {

using core::Refusal;

// Kari has a call; Per is there too, and Siri works for Sørvik.
struct Claimed : DutyWorld {
  Claimed() {
    sit_down("kari");
    sit_down("per");
    sit_down_in("siri", "sorvik");
    call();
    id = called().id;
    REQUIRE(ask("kari", id, core::Claim{}).has_value());
  }
  auto offer(const std::string& to) { return ask("kari", id, core::OfferClaim{UserId(to)}); }
  AlarmId id;
};

TEST_CASE("whoever accepts an offer has the alarm; until then its owner has it", "[core]") {
  Claimed world;

  REQUIRE(world.offer("per").has_value());
  CHECK(world.called().owner == UserId("kari"));
  CHECK(world.called().offered_to == UserId("per"));
  REQUIRE(world.ask("per", world.id, core::AcceptClaim{}).has_value());

  CHECK(world.called().owner == UserId("per"));
  CHECK(world.called().owner_session == operator_named("per").session);
  CHECK(world.called().offered_to.empty());
  CHECK(world.ask("kari", world.id, core::Release{}).error() == Refusal::NotClaimedByYou);
}

TEST_CASE("an offer that is declined or withdrawn leaves the alarm with its owner", "[core]") {
  const std::string who = GENERATE("per", "kari");
  Claimed world;
  REQUIRE(world.offer("per").has_value());

  REQUIRE(world.ask(who, world.id, core::DeclineClaim{}).has_value());

  CHECK(world.called().owner == UserId("kari"));
  CHECK(world.called().offered_to.empty());
  CHECK(world.ask("per", world.id, core::AcceptClaim{}).error() == Refusal::NotOffered);
}

TEST_CASE("an offer is made to another operator who is there and works for the municipality",
          "[core]") {
  const std::string to = GENERATE("kari", "siri", "nobody", "");
  Claimed world;
  CHECK(world.offer(to).error() == Refusal::UserNotPresent);
}

TEST_CASE("an operator whose console is lost, or a technician, is offered nothing", "[core]") {
  Claimed world;
  world.give(core::ConnectConsole{SessionId("t"), UserId("tom"), core::Role::Technician, {}});
  world.leave("per");
  CHECK(world.offer("per").error() == Refusal::UserNotPresent);
  CHECK(world.offer("tom").error() == Refusal::UserNotPresent);
}

TEST_CASE("only the owner offers, and only once at a time", "[core]") {
  Claimed world;
  CHECK(world.ask("per", world.id, core::OfferClaim{UserId("kari")}).error() ==
        Refusal::NotClaimedByYou);
  REQUIRE(world.offer("per").has_value());
  CHECK(world.offer("per").error() == Refusal::AlreadyOffered);
}

TEST_CASE("nobody but who was asked accepts, and nobody but they and the owner end the offer",
          "[core]") {
  Claimed world;
  world.sit_down("ola");
  REQUIRE(world.offer("per").has_value());
  CHECK(world.ask("ola", world.id, core::AcceptClaim{}).error() == Refusal::NotOffered);
  CHECK(world.ask("kari", world.id, core::AcceptClaim{}).error() == Refusal::NotOffered);
  CHECK(world.ask("ola", world.id, core::DeclineClaim{}).error() == Refusal::NotOffered);
  CHECK(world.called().offered_to == UserId("per"));
}

TEST_CASE("who has no console by now cannot accept, and the owner keeps the alarm", "[core]") {
  Claimed world;
  REQUIRE(world.offer("per").has_value());
  world.leave("per");
  CHECK(world.ask("per", world.id, core::AcceptClaim{}).error() == Refusal::ConsoleNotPresent);
  CHECK(world.called().owner == UserId("kari"));
}

TEST_CASE("an offer falls with the claim it was about", "[core]") {
  const bool released = GENERATE(true, false);  // Else the owner's console was lost.
  Claimed world;
  REQUIRE(world.offer("per").has_value());
  if (released) {
    REQUIRE(world.ask("kari", world.id, core::Release{}).has_value());
  } else {
    world.leave("kari");
    world.pass(3s);
  }
  CHECK(world.called().owner.empty());
  CHECK(world.called().offered_to.empty());
  CHECK(world.ask("per", world.id, core::AcceptClaim{}).error() == Refusal::NotOffered);
}

TEST_CASE("an alarm handed over is not escalated", "[core]") {
  Claimed world;
  REQUIRE(world.offer("per").has_value());
  REQUIRE(world.ask("per", world.id, core::AcceptClaim{}).has_value());
  world.pass(1h);
  CHECK(world.steps().empty());
}

}  // namespace
}  // namespace varde::test
