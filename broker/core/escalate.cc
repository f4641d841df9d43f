// What happens to an alarm that nobody takes: step by step, as its policy has it.
//
// The times of a round's steps count from its base, never from when the step before was done, so
// that a late tick or a restart moves none of them. A step that reaches nobody hands on to the next
// at once.
//
// Alarms on test or on the shelf are not escalated. Of an incident the first alarm is, for all:
// they are of devices and buildings, never of persons.
#include <algorithm>
#include <iterator>
#include <utility>

#include "broker/base/plant.h"
#include "broker/core/escalation_plan.h"
#include "broker/core/limits.h"
#include "broker/core/on_call.h"
#include "broker/core/presence.h"
#include "broker/core/rules.h"
#include "broker/core/seams.h"
#include "broker/core/ticks.h"

namespace varde::core {
namespace {

// Whom a step reached, or why nobody.
struct Reach {
  std::vector<std::string> reached;
  std::string not_reached;
};

Reach to_nobody(std::string why) { return {{}, std::move(why)}; }

Reach to_users(const std::set<UserId>& users, std::string why_none) {
  if (users.empty()) return to_nobody(std::move(why_none));
  Reach reach;
  for (const UserId& user : users) reach.reached.push_back(user.str());
  return reach;
}

// Those on shift who have not had it before; where there are none, whoever else is there.
Reach reach_next_operator(const State& state, const Alarm& alarm, Instant now) {
  std::set<UserId> there = operators_on_duty(state, alarm.municipality, now);
  there.erase(alarm.last_owner);
  if (there.empty()) there = operators_at_consoles(state, alarm.municipality, now);
  there.erase(alarm.last_owner);
  return to_users(there, "no other operator is at a console");
}

// Tells one person through all their contacts at once.
Reach notify_person(Draft& draft, const Alarm& alarm, const PersonId& id) {
  const auto& people = draft.state().policies.people;
  const auto person = std::ranges::find(people, id, &Person::id);
  if (person == people.end()) return to_nobody(id.str() + " is not among the people");
  if (person->contacts.empty()) return to_nobody(id.str() + " has no contact");
  bool requested = false;
  for (const Contact& contact : person->contacts) {
    Notify notify{contact.receiver, contact.channel, contact.address, id, alarm.id, {}, {}, {}};
    notify.step = alarm.escalation.next_step;
    notify.round = alarm.escalation.round;
    if (draft.request(std::move(notify), draft.now() + limits::kNotificationAge)) requested = true;
  }
  if (!requested) return to_nobody("too many notifications wait already");
  return {{id.str()}, {}};
}

Reach notify_on_call(Draft& draft, const Alarm& alarm, const ScheduleId& id) {
  const auto& schedules = draft.state().policies.schedules;
  const auto schedule = std::ranges::find(schedules, id, &Schedule::id);
  if (schedule == schedules.end()) return to_nobody("there is no schedule " + id.str());
  const auto person = on_call(*schedule, draft.now());
  if (!person) return to_nobody("nobody is on call by schedule " + id.str());
  return notify_person(draft, alarm, *person);
}

Reach notify_group(Draft& draft, const Alarm& alarm, const GroupId& id) {
  const auto& groups = draft.state().policies.groups;
  const auto group = std::ranges::find(groups, id, &Group::id);
  if (group == groups.end()) return to_nobody("there is no group " + id.str());
  Reach all = to_nobody("group " + id.str() + " has no members");
  for (const PersonId& member : group->members) {
    const Reach one = notify_person(draft, alarm, member);
    all.reached.insert(all.reached.end(), one.reached.begin(), one.reached.end());
    all.not_reached = one.not_reached;
  }
  if (!all.reached.empty()) all.not_reached.clear();
  return all;
}

Reach notify_receiver(Draft& draft, const Alarm& alarm, const EscalationStep& step) {
  Notify notify{step.receiver, step.channel, {}, {}, alarm.id, {}, {}, {}};
  notify.step = alarm.escalation.next_step;
  notify.round = alarm.escalation.round;
  if (!draft.request(std::move(notify), draft.now() + limits::kNotificationAge))
    return to_nobody("too many notifications wait already");
  return {{step.receiver.str()}, {}};
}

Reach take_step(Draft& draft, const Alarm& alarm, const EscalationStep& step) {
  switch (step.kind) {
    case StepKind::Realert:
      return to_users(operators_at_consoles(draft.state(), alarm.municipality, draft.now()),
                      "no operator is at a console");
    case StepKind::NextOperator: return reach_next_operator(draft.state(), alarm, draft.now());
    case StepKind::OnCall: return notify_on_call(draft, alarm, step.schedule);
    case StepKind::Group: return notify_group(draft, alarm, step.group);
    case StepKind::Receiver: return notify_receiver(draft, alarm, step);
    case StepKind::Unspecified: break;
  }
  return to_nobody("the step says not whom to reach");
}

// Makes `escalated` the last of its round and lets the next begin `gap` after `last_at`. Rounds
// that fell due while nobody could take them are not made up for.
void begin_round(AlarmEscalated& escalated, const EscalationPolicy& policy, Instant last_at,
                 Duration gap, Instant now) {
  Instant first_at = last_at + gap;
  if (first_at <= now) first_at = now + gap;
  escalated.next_step = 0;
  escalated.next_at = first_at;
  escalated.base = first_at - policy.steps.front().after;
}

// The step at which `at` stands was taken: what comes next, and when.
AlarmEscalated after_step(const AlarmId& alarm, const EscalationPolicy& policy,
                          const Escalation& at, Reach reach, Instant now) {
  AlarmEscalated done;
  done.alarm = alarm;
  done.policy = policy.id;
  done.step = at.next_step;
  done.round = at.round;
  done.kind = policy.steps[at.next_step].kind;
  done.reached = std::move(reach.reached);
  done.not_reached = std::move(reach.not_reached);
  done.next_step = at.next_step + 1;
  const bool reached = done.not_reached.empty();
  // Not `now`: of steps that are overdue the times still follow from the plan.
  const Instant due = *at.next_at;
  if (done.next_step < policy.steps.size()) {
    done.next_at = reached ? at.base + policy.steps[done.next_step].after : due;
  } else if (policy.repeat > Duration(0)) {
    begin_round(done, policy, due, std::max<Duration>(policy.repeat, limits::kShortestRepeat), now);
  } else if (!reached && at.reached == 0) {
    begin_round(done, policy, due, limits::kVainRound, now);
  }
  return done;
}

// Takes all steps of one alarm that are due, in order; returns how many. At most one round of them:
// the next begins later than now.
std::size_t take_due_steps(Draft& draft, const Alarm& alarm) {
  const EscalationPolicy* policy = find_policy(draft.state().policies, alarm.escalation.policy);
  if (policy == nullptr || alarm.escalation.next_step >= policy->steps.size()) {
    // The policies were changed meanwhile, and the step is there no more.
    auto restarted = restart_escalation(draft.state(), alarm, draft.now());
    draft.add(restarted ? *std::move(restarted) : EscalationRestarted{alarm.id, {}, std::nullopt});
    return 1;
  }
  std::size_t taken = 0;
  Alarm current = alarm;
  while (current.escalation.next_at && *current.escalation.next_at <= draft.now()) {
    const EscalationStep& step = policy->steps[current.escalation.next_step];
    Reach reach = take_step(draft, current, step);
    const AlarmEscalated done =
        after_step(current.id, *policy, current.escalation, std::move(reach), draft.now());
    draft.add(done);
    current = evolve(std::move(current), {draft.now(), {}, done});
    taken += 1;
  }
  return taken;
}

// The step that was taken last; none: not one was.
std::optional<StepRef> latest_step(const Escalation& at, const EscalationPolicy& policy) {
  if (at.next_step > 0) return StepRef{at.round, at.next_step - 1};
  if (at.round == 0 || policy.steps.empty()) return std::nullopt;
  return StepRef{at.round - 1, static_cast<std::uint32_t>(policy.steps.size() - 1)};
}

// True if another notification of the same step may still arrive. They were requested together, so
// their numbers follow one another.
bool has_siblings(const Draft& draft, const Effect& effect, const Notify& notify) {
  const auto& effects = draft.state().effects;
  const auto is_sibling = [&](const Effect& other) {
    const auto* same = std::get_if<Notify>(&other.what);
    return same != nullptr && same->alarm == notify.alarm && same->step == notify.step &&
           same->round == notify.round;
  };
  const auto self = effects.find(effect.id);
  if (self == effects.end()) return false;
  const auto after = std::next(self);
  if (after != effects.end() && is_sibling(after->second)) return true;
  // Those before it that have expired are concluded in this same decision.
  return self != effects.begin() && is_sibling(std::prev(self)->second) &&
         std::prev(self)->second.expires_at > draft.now();
}

// True if it is put aside, and nobody is to be told.
bool is_aside(const Alarm& alarm) {
  return alarm.test || (alarm.shelf && !is_critical_of_person(alarm));
}

bool is_waiting(const Alarm& alarm) {
  return !is_aside(alarm) && !alarm.claimed() && !alarm.acknowledged();
}

}  // namespace

void begin_escalation(const State& state, AlarmRaised& raised, Instant now) {
  raised.respond_by = now + claim_within(state.policies, raised.municipality, raised.priority);
  if (raised.test) return;
  const EscalationPolicy* policy =
      policy_for(state.policies, raised.priority, raised.type, raised.municipality, now);
  if (policy == nullptr || planted(Plant::NobodyEscalates)) return;
  raised.policy = policy->id;
  if (!policy->steps.empty()) raised.escalate_at = now + policy->steps.front().after;
}

std::optional<EscalationRestarted> restart_escalation(const State& state, const Alarm& alarm,
                                                      Instant now) {
  if (is_aside(alarm) || alarm.acknowledged()) return std::nullopt;
  const bool cleared =
      alarm.condition == Condition::Normal && clearing_of(alarm.type) == Clearing::ByItself;
  if (cleared) return std::nullopt;
  const EscalationPolicy* policy =
      policy_for(state.policies, alarm.priority, alarm.type, alarm.municipality, now);
  if (policy != nullptr && !policy->steps.empty())
    return EscalationRestarted{alarm.id, policy->id, now + policy->steps.front().after};
  // What is left of an earlier policy must not go on.
  if (alarm.escalation.next_at) return EscalationRestarted{alarm.id, {}, std::nullopt};
  return std::nullopt;
}

std::optional<Instant> next_escalation(const State& state) {
  const auto& all = state.alarms.escalations();
  if (all.empty()) return std::nullopt;
  return all.begin()->first;
}

void escalate(Draft& draft) {
  std::size_t taken = 0;
  for (const auto& [due, id] : draft.state().alarms.escalations()) {
    if (due > draft.now() || taken >= limits::kTickWork) break;
    taken += take_due_steps(draft, *draft.state().alarms.find(id));
  }
}

void notification_failed(Draft& draft, const Effect& effect, const std::string& detail) {
  const State& state = draft.state();
  const auto* notify = std::get_if<Notify>(&effect.what);
  const Alarm* alarm = notify == nullptr ? nullptr : state.alarms.find(notify->alarm);
  if (alarm == nullptr || !is_waiting(*alarm)) return;
  const Escalation& at = alarm->escalation;
  const EscalationPolicy* policy = find_policy(state.policies, at.policy);
  const StepRef step{notify->round, notify->step};
  if (policy == nullptr || notify->step >= policy->steps.size()) return;
  if (latest_step(at, *policy) != step || at.delivered == step) return;
  // It was asked for before the alarm was given back, and its step has been taken anew since.
  const bool outdated = at.round == 0 && effect.expires_at - limits::kNotificationAge < at.base;
  if (outdated || has_siblings(draft, effect, *notify)) return;

  AlarmEscalated failed;
  failed.alarm = alarm->id;
  failed.policy = policy->id;
  failed.step = notify->step;
  failed.round = notify->round;
  failed.kind = policy->steps[notify->step].kind;
  failed.not_reached = "no notification arrived: " + detail;
  failed.next_step = at.next_step;
  failed.next_at = at.next_at;
  failed.failed = true;
  const bool last = notify->step + 1 == policy->steps.size();
  if (!last) {
    failed.next_at = std::min(at.next_at.value_or(draft.now()), draft.now());
  } else if (!at.next_at && at.reached <= 1) {
    begin_round(failed, *policy, draft.now(), limits::kVainRound, draft.now());
  }
  draft.add(std::move(failed));
}

}  // namespace varde::core
