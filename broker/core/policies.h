// Who is told of an alarm that nobody takes, and who has to be on duty: as the duty manager wrote
// it (config/policies). Values.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "broker/base/ids.h"
#include "broker/base/instant.h"
#include "broker/core/local_time.h"
#include "broker/core/vocabulary.h"

namespace varde::core {

// One way to reach somebody: through a receiver of the outbound configuration, at an address.
struct Contact {
  Channel channel = Channel::Unspecified;
  ReceiverId receiver;
  std::string address;  // A telephone number, a mailbox; empty where the receiver is the address.
  friend bool operator==(const Contact&, const Contact&) = default;
};

struct Person {
  PersonId id;
  std::string name;
  std::vector<Contact> contacts;  // At least one, or it may not be put on duty.
  friend bool operator==(const Person&, const Person&) = default;
};

struct Group {
  GroupId id;
  std::vector<PersonId> members;
  friend bool operator==(const Group&, const Group&) = default;
};

// Weeks in turn, changing hands on one weekday at one local time.
struct Schedule {
  struct Override {
    Instant from;
    Instant to;
    PersonId person;
    friend bool operator==(const Override&, const Override&) = default;
  };
  ScheduleId id;
  std::vector<PersonId> rotation;  // At least one.
  LocalTime begins;  // The first hand-over: date, and with its weekday and time all others.
  std::vector<PersonId>
      holidays;  // In turn by holiday (a public holiday from 00:00 to 24:00); empty: as any day.
  std::vector<Override> overrides;  // The last that covers the time wins; before all else.
  friend bool operator==(const Schedule&, const Schedule&) = default;
};

struct EscalationStep {
  Duration after{0};  // From the alarm's raising, or its return to the queue.
  StepKind kind = StepKind::Unspecified;
  ScheduleId schedule;                     // Of OnCall.
  GroupId group;                           // Of Group.
  ReceiverId receiver;                     // Of Receiver.
  Channel channel = Channel::Unspecified;  // Of Receiver.
  friend bool operator==(const EscalationStep&, const EscalationStep&) = default;
};

struct EscalationPolicy {
  PolicyId id;
  std::vector<Priority> priorities;            // Empty: all.
  std::vector<MunicipalityId> municipalities;  // Empty: all.
  std::vector<DailyWindow> at;                 // Empty: always.
  std::vector<EscalationStep> steps;           // In order of `after`.
  // So long after the last step the first is taken again, and the others as far from it as before;
  // at least limits::kShortestRepeat. 0: that was all.
  Duration repeat{0};
  friend bool operator==(const EscalationPolicy&, const EscalationPolicy&) = default;
};

// How soon alarms are to be claimed.
struct ResponseTarget {
  MunicipalityId municipality;  // Empty: all others.
  Priority priority = Priority::Unspecified;
  Duration claim_within{0};
  friend bool operator==(const ResponseTarget&, const ResponseTarget&) = default;
};

// How many operators a municipality must have.
struct Staffing {
  MunicipalityId municipality;
  std::vector<DailyWindow> at;  // Empty: always.
  bool alone_is_alarm = false;  // One person is too few as well.
  Duration grace{0};            // So long it may last before it is an alarm.
  friend bool operator==(const Staffing&, const Staffing&) = default;
};

struct Policies {
  std::string version;
  std::vector<Person> people;
  std::vector<Group> groups;
  std::vector<Schedule> schedules;
  std::vector<EscalationPolicy> escalations;  // The first that matches decides.
  std::vector<ResponseTarget> targets;
  std::vector<Staffing> staffing;
  friend bool operator==(const Policies&, const Policies&) = default;
};

}  // namespace varde::core
