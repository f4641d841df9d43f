#include <catch2/catch.hpp>

#include "broker/core/limits.h"
#include "tests/support/world.h"

namespace varde::test {
namespace {

using core::AlarmType;
using core::HealthSubject;

core::ReportHealth report(HealthSubject subject, bool well, const std::string& name = {}) {
  return {subject, name, well, "as measured"};
}

}  // namespace

TEST_CASE("what Varde depends on is an alarm while it is not well", "[core]") {
  const auto [subject, name, position, type] =
      GENERATE(table<HealthSubject, std::string, std::string, AlarmType>({
          {HealthSubject::Storage, "", "health/storage", AlarmType::StorageLow},
          {HealthSubject::Queue, "", "health/queue", AlarmType::QueueDeep},
          {HealthSubject::Receiver, "sms", "health/receiver/sms", AlarmType::ReceiverDown},
      }));
  CAPTURE(position);
  World world;

  CHECK(world.give(report(subject, true, name)).events.empty());
  world.give(report(subject, false, name));
  CHECK(world.alarm(position, type).priority == core::Priority::High);
  CHECK(world.alarm(position, type).municipality.empty());
  CHECK(world.give(report(subject, false, name)).events.empty());

  world.give(report(subject, true, name));
  CHECK_FALSE(world.is_open(position, type));
  CHECK(world.state().unwell.empty());
}

TEST_CASE("one receiver that is down says nothing of another", "[core]") {
  World world;
  world.give(report(HealthSubject::Receiver, false, "sms"));
  world.give(report(HealthSubject::Receiver, false, "mail"));

  world.give(report(HealthSubject::Receiver, true, "sms"));

  CHECK_FALSE(world.is_open("health/receiver/sms", AlarmType::ReceiverDown));
  CHECK(world.is_open("health/receiver/mail", AlarmType::ReceiverDown));
}

TEST_CASE("a step of the clock waits for the acknowledgement, and each step is told", "[core]") {
  World world;
  world.sit_down("kari");
  world.give(report(HealthSubject::Clock, false));
  const core::Alarm first = world.alarm("health/clock", AlarmType::ClockStep);
  CHECK(first.condition == core::Condition::Normal);

  world.give(report(HealthSubject::Clock, false));
  CHECK(world.alarm("health/clock", AlarmType::ClockStep).occurrences == 2);
  CHECK(world.state().unwell.empty());

  REQUIRE(world.ask("kari", first.id, core::Acknowledge{}).has_value());
  CHECK(world.alarm("health/clock", AlarmType::ClockStep).chattering);  // Twice in a moment.
  world.pass(core::limits::kChatterWindow);
  CHECK_FALSE(world.is_open("health/clock", AlarmType::ClockStep));
}

TEST_CASE("a clock that is well is no news", "[core]") {
  World world;
  CHECK(world.give(report(HealthSubject::Clock, true)).events.empty());
}

}  // namespace varde::test
