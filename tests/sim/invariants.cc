#include "tests/sim/invariants.h"

#include <algorithm>
#include <variant>
#include <vector>

#include "broker/base/overload.h"
#include "broker/core/rules.h"

namespace varde::test::sim {
namespace {

std::string number(AlarmId id) { return std::to_string(id.value()); }

}  // namespace

void check_state(const core::State& state, Instant now, Duration late, const Violated& violated) {
  // Written anew here on purpose: priority, then deadline, then age. The book has its own idea.
  std::vector<const core::Alarm*> wanted;
  for (const auto& [id, alarm] : state.alarms.open()) {
    if (!alarm.test && !alarm.shelf && alarm.incident.none()) wanted.push_back(&alarm);
    if (alarm.claimed() && alarm.owner_session.empty())
      violated("alarm " + number(id) + " has an owner without a console");
  }
  std::ranges::sort(wanted, [](const core::Alarm* a, const core::Alarm* b) {
    return std::tuple(static_cast<int>(a->priority), a->respond_by, a->raised_at, a->id) <
           std::tuple(static_cast<int>(b->priority), b->respond_by, b->raised_at, b->id);
  });
  const bool same = std::ranges::equal(
      wanted, state.alarms.queue(), {}, [](const core::Alarm* alarm) { return alarm->id; },
      [](const core::QueueKey& key) { return key.id; });
  if (!same) violated("the queue is not what it should be");

  for (const core::Alarm* alarm : wanted) {
    const bool waits = alarm->priority == core::Priority::Critical && !alarm->claimed() &&
                       !alarm->acknowledged() && alarm->response == core::ResponseState::Queued;
    if (!waits) continue;
    if (!alarm->escalation.next_at)
      violated("critical alarm " + number(alarm->id) + " waits and nobody will be told");
    else if (*alarm->escalation.next_at + late < now)
      violated("critical alarm " + number(alarm->id) + " waits beyond its escalation");
  }
}

void FactChecker::take(const core::Event& event) {
  const AlarmId id = core::alarm_of(event.body);
  if (id.none() || std::holds_alternative<core::EffectRequested>(event.body)) return;
  if (std::holds_alternative<core::AlarmRaised>(event.body)) {
    if (!open_.emplace(id, UserId()).second) violated_("alarm " + number(id) + " is raised twice");
    return;
  }
  const auto alarm = open_.find(id);
  if (alarm == open_.end()) return violated_("a fact of alarm " + number(id) + ", which is over");
  std::visit(Overload{
                 [&](const core::AlarmClaimed& claimed) {
                   UserId& owner = alarm->second;
                   if (!owner.empty() && owner != claimed.user && owner != offering_)
                     violated_("alarm " + number(id) + " has two owners");
                   owner = claimed.user;
                 },
                 [&](const core::ClaimOfferEnded& ended) {
                   offering_ = ended.accepted ? alarm->second : UserId();
                 },
                 [&](const core::ClaimReleased&) { alarm->second = {}; },
                 [&](const core::AlarmResolved&) { open_.erase(alarm); },
                 [](const auto&) {},
             },
             event.body);
}

}  // namespace varde::test::sim
