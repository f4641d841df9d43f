// One alarm: notice of an abnormal condition that needs a timely response.
//
// Condition and acknowledgement are two separate bits (ISA-18.2); how far the response has come is
// a third thing. Values: copy and compare freely, from any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "broker/base/ids.h"
#include "broker/base/instant.h"
#include "broker/core/event.h"
#include "broker/core/vocabulary.h"

namespace varde::core {

// Put aside for a time (ISA-18.2: shelved).
struct Shelf {
  UserId user;
  std::string reason;
  Instant until;
  bool reminded = false;
  friend bool operator==(const Shelf&, const Shelf&) = default;
};

// One step of an escalation that was taken. Both count from 0.
struct StepRef {
  std::uint32_t round = 0;
  std::uint32_t step = 0;
  friend auto operator<=>(const StepRef&, const StepRef&) = default;
};

// How far the escalation has come.
struct Escalation {
  PolicyId policy;  // Empty: it has none.
  std::uint32_t next_step = 0;
  std::uint32_t round = 0;
  std::optional<Instant> next_at;      // None: there is nothing left to do.
  Instant base{};                      // From which `after` of the round's steps counts.
  std::uint32_t reached = 0;           // Steps of this round that reached somebody.
  std::optional<StepRef> delivered{};  // The newest of which a notification arrived for certain.
  friend bool operator==(const Escalation&, const Escalation&) = default;
};

struct Alarm {
  AlarmId id;
  MunicipalityId municipality;  // Whose operators see it; empty: everybody's.
  PositionId position;
  DeviceRef device;  // That raised it.
  AlarmType type = AlarmType::Unspecified;
  Priority priority = Priority::Unspecified;
  std::string rule;

  Condition condition = Condition::Active;
  UserId acknowledged_by;  // Empty: unacknowledged.
  ResponseState response = ResponseState::Queued;
  UserId owner;  // Empty: nobody has claimed it.
  SessionId owner_session;
  std::string responder;  // The latest dispatched.
  Outcome outcome = Outcome::Unspecified;

  Instant raised_at;
  Instant respond_by;
  Instant last_signal_at;
  std::uint32_t occurrences = 1;
  std::uint32_t notes = 0;
  std::optional<SignalKey> last_key;
  bool several_devices = false;  // More than the one that raised it report the same.

  bool test = false;
  IncidentId incident;  // None: it stands for itself.
  std::optional<Shelf> shelf;
  bool stale = false;
  bool chattering = false;
  std::vector<Instant> changes;  // Of its condition: the newest limits::kChatterChanges.
  std::vector<AlarmType> also;   // Further conditions of the same matter.
  Escalation escalation;
  UserId offered_to;    // The claim; empty: to nobody.
  UserId last_owner{};  // Who gave it back, or lost it, last; empty: nobody has had it.

  [[nodiscard]] bool acknowledged() const { return !acknowledged_by.empty(); }
  [[nodiscard]] bool claimed() const { return !owner.empty(); }
  friend bool operator==(const Alarm&, const Alarm&) = default;
};

// The alarm as it is when raised.
[[nodiscard]] Alarm raise(const AlarmRaised& event, Instant at);

// `alarm` with `event` folded in; events of other alarms and other kinds change nothing. Cannot
// fail.
[[nodiscard]] Alarm evolve(Alarm alarm, const Event& event);

// True for a person in the gravest need. Such an alarm is never shelved, folded, delayed or hidden,
// also where it became one only later.
[[nodiscard]] bool is_critical_of_person(const Alarm& alarm);

// True if operators on duty have it in their queue: it is no test, not on the shelf, and stands for
// itself. What is critical of a person is always in it, unless it is a test.
[[nodiscard]] bool is_queued_for_duty(const Alarm& alarm);

// True if the next step of its escalation is to be taken when due: nobody has it, and nobody has
// acknowledged it. Of an incident the first member escalates for all (limits::kIncidentAlarms of
// one cause must not be told more quietly than one); of the others nothing is due.
[[nodiscard]] bool is_escalating(const Alarm& alarm);

// True if it has come and gone so often of late that it chatters: limits::kChatterChanges changes
// within limits::kChatterWindow.
[[nodiscard]] bool comes_and_goes(const Alarm& alarm);

// When time alone changes it next, its escalation apart: the shelf's reminder or end, stale, calm
// again after chatter. None: never, as it is.
[[nodiscard]] std::optional<Instant> ages_at(const Alarm& alarm);

// Where an alarm stands in the queue: priority, then response deadline, then age.
struct QueueKey {
  Priority priority = Priority::Unspecified;
  Instant respond_by;
  Instant raised_at;
  AlarmId id;
  friend auto operator<=>(const QueueKey&, const QueueKey&) = default;
};
[[nodiscard]] QueueKey queue_key(const Alarm& alarm);

}  // namespace varde::core
