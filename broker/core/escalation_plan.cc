#include "broker/core/escalation_plan.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <initializer_list>

#include "broker/core/rules.h"

namespace varde::core {
namespace {

using namespace std::chrono_literals;

template <class T>
bool covers(const std::vector<T>& listed, const T& wanted) {
  return listed.empty() || std::ranges::find(listed, wanted) != listed.end();
}

EscalationPolicy realerting(const char* id, Priority priority,
                            std::initializer_list<Duration> after, Duration repeat) {
  EscalationPolicy policy;
  policy.id = PolicyId(id);
  policy.priorities = {priority};
  policy.repeat = repeat;
  for (const Duration each : after) {
    EscalationStep step;
    step.after = each;
    step.kind = StepKind::Realert;
    policy.steps.push_back(step);
  }
  return policy;
}

const std::array<EscalationPolicy, 3>& built_in() {
  static const std::array policies{
      realerting("built-in/critical", Priority::Critical, {45s, 90s}, 60s),
      realerting("built-in/high", Priority::High, {3min}, 3min),
      realerting("built-in/medium", Priority::Medium, {10min}, 10min),
  };
  return policies;
}

}  // namespace

const EscalationPolicy* policy_for(const Policies& policies, Priority priority, AlarmType type,
                                   const MunicipalityId& municipality, Instant now) {
  for (const EscalationPolicy& policy : policies.escalations) {
    if (covers(policy.priorities, priority) && covers(policy.municipalities, municipality) &&
        contains(policy.at, now))
      return &policy;
  }
  return built_in_escalation(priority, type);
}

const EscalationPolicy* find_policy(const Policies& policies, const PolicyId& id) {
  const auto declared = std::ranges::find(policies.escalations, id, &EscalationPolicy::id);
  if (declared != policies.escalations.end()) return &*declared;
  const auto own = std::ranges::find(built_in(), id, &EscalationPolicy::id);
  return own == built_in().end() ? nullptr : &*own;
}

const EscalationPolicy* built_in_escalation(Priority priority, AlarmType type) {
  if (is_technical(type)) return nullptr;
  const auto found = std::ranges::find_if(built_in(), [&](const EscalationPolicy& policy) {
    return covers(policy.priorities, priority);
  });
  return found == built_in().end() ? nullptr : &*found;
}

Duration claim_within(const Policies& policies, const MunicipalityId& municipality,
                      Priority priority) {
  for (const MunicipalityId& whose : {municipality, MunicipalityId()}) {
    for (const ResponseTarget& target : policies.targets) {
      if (target.municipality == whose && target.priority == priority) return target.claim_within;
    }
  }
  return response_target(priority);
}

}  // namespace varde::core
