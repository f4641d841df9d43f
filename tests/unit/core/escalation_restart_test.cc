#include <catch2/catch.hpp>

#include "tests/support/duty_world.h"

namespace varde::test {
namespace {

using core::StepKind;
using Times = std::vector<Duration>;

// A call at 0 s; steps are due at 30 s, 60 s and 120 s, and then each minute as one.
struct Called : DutyWorld {
  Called() {
    sit_down("kari");
    core::Policies policies;
    policies.escalations = {policy(
        "p", {step(StepKind::Realert, 30s), step(StepKind::Realert, 60s), receiver_step(120s)},
        1min)};
    apply(policies);
    call();
  }
  // The broker stops now and is back after `gone`.
  void stop_for(Duration gone) {
    wait(gone);
    restart();
    catch_up();
    sit_down("kari");
  }
};

TEST_CASE("a restart between two steps moves none of them", "[core]") {
  Called world;
  world.pass(40s);
  world.stop_for(5s);
  world.pass(80s);
  CHECK(world.step_times() == Times{30s, 60s, 120s});
}

TEST_CASE("a step that fell due while the broker was down is taken at once, the next at its time",
          "[core]") {
  Called world;
  world.pass(50s);
  world.stop_for(23s);
  world.pass(1min);
  CHECK(world.step_times() == Times{30s, 73s, 120s});
}

TEST_CASE("of several steps that fell due all are taken, in order", "[core]") {
  Called world;
  world.pass(10s);
  world.stop_for(1min);
  world.pass(1min);
  CHECK(world.step_times() == Times{70s, 70s, 120s});
  CHECK(world.steps()[0].step == 0);
  CHECK(world.steps()[1].step == 1);
  CHECK(world.steps()[2].step == 2);
}

TEST_CASE("consoles that the restart cut off count as reached until their time to return is over",
          "[core]") {
  Called world;
  world.pass(20s);
  world.stop_for(15s);
  CHECK(world.steps().at(0).reached == std::vector<std::string>{"kari"});
  CHECK(world.notifications().empty());
}

TEST_CASE("rounds that fell due while the broker was down are not made up for", "[core]") {
  Called world;
  world.pass(100s);
  world.stop_for(2h);
  const Duration back = world.now() - at(0s);

  world.pass(2min);

  // The overdue step; the next round a minute later, with its own distances.
  CHECK(world.step_times() == Times{30s, 60s, back, back + 60s, back + 90s});
  CHECK(world.steps().back().round == 1);
}

TEST_CASE("a tick that comes late moves no later step", "[core]") {
  Called world;
  world.wait(34s);
  world.catch_up();
  world.wait(150s - 34s);
  world.catch_up();
  world.pass(1min);
  // 120 s + 1 min is the next round's first, though its last came at 150 s.
  CHECK(world.step_times() == Times{34s, 150s, 150s, 180s, 210s});
}

TEST_CASE("a restart while somebody has the alarm escalates nothing, until they lost it",
          "[core]") {
  Called world;
  REQUIRE(world.ask("kari", world.called().id, core::Claim{}).has_value());
  world.wait(1h);
  world.restart();

  world.pass(8s);  // Kari's console does not come back.
  const Duration lost = world.now() - at(0s);
  CHECK(world.steps().empty());
  world.sit_down("per");
  world.pass(1min);

  CHECK(world.step_times() == Times{lost + 30s, lost + 60s});
}

}  // namespace
}  // namespace varde::test
