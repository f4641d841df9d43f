// Words for tests of who is told of an alarm, and who is on duty.
#pragma once

#include <algorithm>
#include <stdexcept>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "tests/support/world.h"

namespace varde::test {

[[nodiscard]] inline core::EscalationStep step(core::StepKind kind, Duration after) {
  core::EscalationStep made;
  made.after = after;
  made.kind = kind;
  return made;
}

[[nodiscard]] inline core::EscalationStep on_call_step(Duration after,
                                                       const std::string& schedule = "nights") {
  core::EscalationStep made = step(core::StepKind::OnCall, after);
  made.schedule = ScheduleId(schedule);
  return made;
}

[[nodiscard]] inline core::EscalationStep group_step(Duration after, const std::string& group) {
  core::EscalationStep made = step(core::StepKind::Group, after);
  made.group = GroupId(group);
  return made;
}

// A system that takes everything: the last resort of most policies here.
[[nodiscard]] inline core::EscalationStep receiver_step(Duration after) {
  core::EscalationStep made = step(core::StepKind::Receiver, after);
  made.receiver = ReceiverId("backup-centre");
  made.channel = core::Channel::Webhook;
  return made;
}

[[nodiscard]] inline core::EscalationPolicy policy(const std::string& id,
                                                   std::vector<core::EscalationStep> steps,
                                                   Duration repeat = {}) {
  core::EscalationPolicy made;
  made.id = PolicyId(id);
  made.steps = std::move(steps);
  made.repeat = repeat;
  return made;
}

// With a telephone and a mailbox.
[[nodiscard]] inline core::Person person(const std::string& id) {
  return {PersonId(id),
          id,
          {{core::Channel::Sms, ReceiverId("sms"), "+47 " + id},
           {core::Channel::Email, ReceiverId("mail"), id + "@example.org"}}};
}

// Who is alone in it has it always.
[[nodiscard]] inline core::Schedule schedule(const std::string& id,
                                             std::vector<PersonId> rotation) {
  core::Schedule made;
  made.id = ScheduleId(id);
  made.rotation = std::move(rotation);
  made.begins = {std::chrono::year(2025) / 1 / 6, 8h};  // A Monday.
  return made;
}

// A World that keeps the facts of everything that the clock brings.
class DutyWorld : public World {
 public:
  void apply(core::Policies policies) { keep(give(core::ApplyPolicies{std::move(policies)})); }

  // Hides World's, to keep the facts.
  void pass(Duration duration) {
    const Instant end = now() + duration;
    for (auto next = core::next_wakeup(state()); next && *next <= end;
         next = core::next_wakeup(state())) {
      tick_at(std::max(now(), *next));
    }
    wait(end - now());
  }

  // One tick, and those that it wants at once: as after a pause of the program.
  void catch_up() {
    for (auto next = core::next_wakeup(state()); next && *next <= now();
         next = core::next_wakeup(state())) {
      tick_at(now());
    }
  }

  void restart() { keep(give(core::StartBroker{"test", {LinkId("mosquitto")}})); }

  void sit_down_in(const std::string& user, const std::string& municipality) {
    keep(give(core::ConnectConsole{operator_named(user).session,
                                   UserId(user),
                                   core::Role::Operator,
                                   {MunicipalityId(municipality)}}));
  }

  void call() { send(device("button-1"), SignalKind::HelpCall); }
  [[nodiscard]] const core::Alarm& called() const {
    return alarm("astrid", core::AlarmType::HelpCall);
  }

  template <class Fact>
  [[nodiscard]] std::vector<Fact> facts() const {
    std::vector<Fact> found;
    for (const core::Event& event : kept_) {
      if (const auto* fact = std::get_if<Fact>(&event.body)) found.push_back(*fact);
    }
    return found;
  }

  // The steps taken so far, and when each was.
  [[nodiscard]] std::vector<core::AlarmEscalated> steps() const {
    return facts<core::AlarmEscalated>();
  }
  [[nodiscard]] std::vector<Duration> step_times(Instant since = at(0s)) const {
    std::vector<Duration> times;
    for (const core::Event& event : kept_) {
      if (std::holds_alternative<core::AlarmEscalated>(event.body))
        times.push_back(event.at - since);
    }
    return times;
  }
  [[nodiscard]] std::vector<core::Notify> notifications() const {
    std::vector<core::Notify> found;
    for (const core::EffectRequested& requested : facts<core::EffectRequested>()) {
      if (const auto* notify = std::get_if<core::Notify>(&requested.effect.what))
        found.push_back(*notify);
    }
    return found;
  }

 private:
  void keep(const core::Decision& decision) {
    kept_.insert(kept_.end(), decision.events.begin(), decision.events.end());
  }
  // A tick that changes nothing would come back for ever.
  void tick_at(Instant when) {
    wait(when - now());
    const core::Decision decision = give(core::Tick{});
    if (decision.events.empty()) throw std::logic_error("a tick was due, and did nothing");
    keep(decision);
  }

  std::vector<core::Event> kept_;
};

}  // namespace varde::test
