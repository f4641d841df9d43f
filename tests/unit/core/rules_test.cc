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

TEST_CASE("a measured kind does not become urgent by a rule", "[core]") {
  core::Ruleset rules;
  core::AlarmRule rule;
  rule.match.kinds = {SignalKind::Temperature};
  rule.form = core::Threshold{5.0, {}, 6.0, {}};
  rule.raise = {core::AlarmType::TemperatureLow, core::Priority::High, ""};
  rules.rules.push_back(rule);
  CHECK(core::urgent_kinds(rules).none());

  rules.rules[0].form = core::OnSignal{};
  CHECK(core::urgent_kinds(rules).count() == 1);
  const std::vector cold{signal(SignalKind::Temperature)};
  CHECK(core::urgency(cold, core::urgent_kinds(rules)) == core::Priority::High);
  CHECK(core::urgency(cold) == core::Priority::Low);
}

}  // namespace
}  // namespace varde::test
