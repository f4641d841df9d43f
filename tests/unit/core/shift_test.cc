#include <catch2/catch.hpp>

#include "tests/support/duty_world.h"

namespace varde::test {
namespace {

using core::Refusal;

TEST_CASE("an operator comes on shift and goes off, with a note for the next", "[core]") {
  DutyWorld world;
  REQUIRE(world.ask("kari", {}, core::BeginShift{}).has_value());
  CHECK(world.state().duty.on_shift.at(UserId("kari")).since == at(0s));
  world.pass(8h);

  REQUIRE(world.ask("kari", {}, core::EndShift{"Astrid sleeps badly"}).has_value());

  CHECK(world.state().duty.on_shift.empty());
  REQUIRE(world.state().duty.handovers.size() == 1);
  CHECK(world.state().duty.handovers[0] ==
        core::Handover{UserId("kari"), at(8h), "Astrid sleeps badly"});
}

TEST_CASE("nobody comes on shift twice, or goes off who is not on", "[core]") {
  DutyWorld world;
  CHECK(world.ask("kari", {}, core::EndShift{}).error() == Refusal::NotOnShift);
  REQUIRE(world.ask("kari", {}, core::BeginShift{}).has_value());
  CHECK(world.ask("kari", {}, core::BeginShift{}).error() == Refusal::AlreadyOnShift);
}

TEST_CASE("only operators take shifts", "[core]") {
  DutyWorld world;
  core::Actor tom = operator_named("tom");
  tom.role = core::Role::Technician;
  CHECK(world.try_give(core::Command{tom, {}, {}, core::BeginShift{}}).error() ==
        Refusal::NotAllowed);
}

TEST_CASE("a note that is too long is refused, and the shift goes on", "[core]") {
  DutyWorld world;
  REQUIRE(world.ask("kari", {}, core::BeginShift{}).has_value());
  CHECK(world.ask("kari", {}, core::EndShift{std::string(2'001, 'a')}).error() ==
        Refusal::TextTooLong);
  CHECK(world.state().duty.on_shift.size() == 1);
  CHECK(world.ask("kari", {}, core::EndShift{std::string(2'000, 'a')}).has_value());
}

TEST_CASE("the newest twenty notes are kept", "[core]") {
  DutyWorld world;
  for (int shift = 0; shift < 22; ++shift) {
    REQUIRE(world.ask("kari", {}, core::BeginShift{}).has_value());
    REQUIRE(world.ask("kari", {}, core::EndShift{"shift " + std::to_string(shift)}).has_value());
  }
  CHECK(world.state().duty.handovers.size() == 20);
  CHECK(world.state().duty.handovers.front().note == "shift 2");
  CHECK(world.state().duty.handovers.back().note == "shift 21");
}

TEST_CASE("a shift outlives its consoles", "[core]") {
  DutyWorld world;
  world.sit_down("kari");
  REQUIRE(world.ask("kari", {}, core::BeginShift{}).has_value());
  world.give(core::LogOut{operator_named("kari").session});
  world.pass(1h);
  CHECK(world.state().duty.on_shift.contains(UserId("kari")));
}

TEST_CASE("a shift that nobody ended is over after 16 hours, without a note", "[core]") {
  DutyWorld world;
  REQUIRE(world.ask("kari", {}, core::BeginShift{}).has_value());
  world.pass(16h - 1s);
  CHECK(world.state().duty.on_shift.size() == 1);
  world.pass(1s);
  CHECK(world.state().duty.on_shift.empty());
  CHECK(world.state().duty.handovers.empty());
  CHECK(world.kept().back().at == at(16h));
}

}  // namespace
}  // namespace varde::test
