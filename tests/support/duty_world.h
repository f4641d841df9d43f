// Words for tests of who is told of an alarm, and who is on duty.
#pragma once

#include <string>
#include <utility>
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
  void apply(const core::Policies& policies);

  // Hides World's, to keep the facts.
  void pass(Duration duration);

  // The ticks that are wanted now, as after a pause of the program.
  void catch_up();

  // The broker has just come back, and its link with it. Consoles have yet to return.
  void restart();

  void sit_down_in(const std::string& user, const std::string& municipality);

  void call() { send(device("button-1"), SignalKind::HelpCall); }
  [[nodiscard]] const core::Alarm& called() const {
    return alarm("astrid", core::AlarmType::HelpCall);
  }

  // The steps taken so far, and when each was.
  [[nodiscard]] std::vector<core::AlarmEscalated> steps() const;
  [[nodiscard]] std::vector<Duration> step_times(Instant since = at(0s)) const;
  [[nodiscard]] std::vector<core::Notify> notifications() const;

  [[nodiscard]] const std::vector<core::Event>& kept() const { return kept_; }

 private:
  void keep(const core::Decision& decision);
  // A tick that changes nothing would come back for ever: that fails the test.
  void tick_at(Instant when);

  std::vector<core::Event> kept_;
};

}  // namespace varde::test
