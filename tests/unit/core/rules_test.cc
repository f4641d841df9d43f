#include "broker/core/rules.h"

#include <catch2/catch.hpp>
#include <vector>

#include "tests/support/world.h"

namespace varde::test {
namespace {

using core::AlarmType;
using core::Priority;

TEST_CASE("the first rules raise what the response centre expects", "[core]") {
  const auto [kind, type, priority] = GENERATE(table<SignalKind, AlarmType, Priority>({
      {SignalKind::HelpCall, AlarmType::HelpCall, Priority::Critical},
      {SignalKind::Fall, AlarmType::Fall, Priority::Critical},
      {SignalKind::Smoke, AlarmType::Smoke, Priority::Critical},
      {SignalKind::WaterLeak, AlarmType::WaterLeak, Priority::Medium},
      {SignalKind::BatteryLow, AlarmType::BatteryLow, Priority::Low},
      {SignalKind::Offline, AlarmType::Offline, Priority::Low},
  }));
  const core::Rule* rule = core::rule_for(kind, SignalState::Active);
  REQUIRE(rule != nullptr);
  CHECK(rule->type == type);
  CHECK(rule->priority == priority);
}

TEST_CASE("a device that says smoke and no more means smoke", "[core]") {
  CHECK(core::rule_for(SignalKind::Smoke, SignalState::Unspecified) ==
        core::rule_for(SignalKind::Smoke, SignalState::Active));
}

TEST_CASE("no alarm kind in fault or unknown state returns anything to normal", "[core]") {
  const auto state = GENERATE(SignalState::Fault, SignalState::Unknown, SignalState::Test);
  for (int kind = 1; kind <= static_cast<int>(SignalKind::Presence); ++kind) {
    CAPTURE(kind);
    CHECK(core::returned_to_normal_by(static_cast<SignalKind>(kind), state).empty());
  }
}

TEST_CASE("a message is as urgent as its most urgent signal", "[core]") {
  const std::vector<core::Signal> signals{
      signal(SignalKind::Heartbeat), signal(SignalKind::HelpCall), signal(SignalKind::WaterLeak)};
  CHECK(core::urgency(signals) == Priority::Critical);
  CHECK(core::urgency({signals.data(), 1}) == Priority::Low);
}

TEST_CASE("a critical alarm is to be answered within a minute", "[core]") {
  CHECK(core::response_target(Priority::Critical) == 60s);
  CHECK(core::response_target(Priority::High) == 3min);
  CHECK(core::response_target(Priority::Medium) == 5min);
}

}  // namespace
}  // namespace varde::test
