#include "tests/support/duty_world.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <variant>

namespace varde::test {

void DutyWorld::apply(const core::Policies& policies) { keep(give(core::ApplyPolicies{policies})); }

void DutyWorld::pass(Duration duration) {
  const Instant end = now() + duration;
  for (auto next = core::next_wakeup(state()); next && *next <= end;
       next = core::next_wakeup(state())) {
    tick_at(std::max(now(), *next));
  }
  wait(end - now());
}

void DutyWorld::catch_up() {
  for (auto next = core::next_wakeup(state()); next && *next <= now();
       next = core::next_wakeup(state())) {
    tick_at(now());
  }
}

void DutyWorld::restart() {
  keep(give(core::StartBroker{"test", {LinkId("mosquitto")}}));
  keep(give(core::ChangeLink{LinkId("mosquitto"), true, ""}));
}

void DutyWorld::sit_down_in(const std::string& user, const std::string& municipality) {
  keep(give(core::ConnectConsole{operator_named(user).session,
                                 UserId(user),
                                 core::Role::Operator,
                                 {MunicipalityId(municipality)}}));
}

std::vector<core::AlarmEscalated> DutyWorld::steps() const {
  std::vector<core::AlarmEscalated> found;
  for (const core::Event& event : kept_) {
    if (const auto* step = std::get_if<core::AlarmEscalated>(&event.body)) found.push_back(*step);
  }
  return found;
}

std::vector<Duration> DutyWorld::step_times(Instant since) const {
  std::vector<Duration> times;
  for (const core::Event& event : kept_) {
    if (std::holds_alternative<core::AlarmEscalated>(event.body)) times.push_back(event.at - since);
  }
  return times;
}

std::vector<core::Notify> DutyWorld::notifications() const {
  std::vector<core::Notify> found;
  for (const core::Event& event : kept_) {
    const auto* requested = std::get_if<core::EffectRequested>(&event.body);
    if (requested == nullptr) continue;
    if (const auto* notify = std::get_if<core::Notify>(&requested->effect.what))
      found.push_back(*notify);
  }
  return found;
}

void DutyWorld::keep(const core::Decision& decision) {
  kept_.insert(kept_.end(), decision.events.begin(), decision.events.end());
}

void DutyWorld::tick_at(Instant when) {
  wait(when - now());
  const core::Decision decision = give(core::Tick{});
  REQUIRE_FALSE(decision.events.empty());
  keep(decision);
}

}  // namespace varde::test
