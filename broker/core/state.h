// All that the core knows: the log, folded. Thrown away and rebuilt at will.
#pragma once

#include <cstddef>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "broker/base/ids.h"
#include "broker/base/instant.h"
#include "broker/core/alarm_book.h"
#include "broker/core/device_memory.h"
#include "broker/core/duty.h"
#include "broker/core/effect.h"
#include "broker/core/event.h"
#include "broker/core/exception.h"
#include "broker/core/incident.h"
#include "broker/core/policies.h"
#include "broker/core/register.h"
#include "broker/core/ruleset.h"
#include "broker/core/supervision.h"
#include "broker/core/timers.h"

namespace varde::core {

// The console of one log-in. Present while `gone_at` is empty.
struct Console {
  UserId user;
  Role role = Role::Unspecified;
  std::vector<MunicipalityId> municipalities;  // That it may see; empty: all.
  std::optional<Instant> gone_at;  // When its claims go back, if it does not return before.
  friend bool operator==(const Console&, const Console&) = default;
};

struct Link {
  bool up = false;
  Instant changed_at;
  std::string detail;
  bool reported = false;  // An alarm was raised of this outage.
  friend bool operator==(const Link&, const Link&) = default;
};

// What a command with an idempotency key did, so that its repetition does nothing.
struct DoneCommand {
  std::uint64_t digest = 0;
  AlarmId alarm;
  Instant at;
  friend bool operator==(const DoneCommand&, const DoneCommand&) = default;
};

using CommandKey = std::pair<UserId, std::string>;

struct State {
  LogPosition log_end;  // Of the newest event folded in.
  Instant log_end_at;   // When that was.
  Register known;
  AlarmBook alarms;
  std::map<DeviceRef, DeviceMemory> devices;
  std::size_t unregistered_devices = 0;  // How many of `devices` are in no register.
  std::map<SessionId, Console> consoles;
  std::map<LinkId, Link> links;
  std::map<EffectId, Effect> effects;  // Requested, not concluded.
  EffectId newest_effect;
  std::map<CommandKey, DoneCommand> done_commands;
  std::deque<CommandKey> done_commands_by_age;

  Instant started_at;  // The broker, last.
  Ruleset rules;
  Policies policies;
  Timers timers;
  ServiceExceptions exceptions;
  Supervision supervision;
  Incidents incidents;
  Duty duty;
  std::map<std::pair<HealthSubject, std::string>, bool> unwell;  // Subject and name: known to be.

  friend bool operator==(const State&, const State&) = default;
};

// Returns `state` with `event` folded in as the next position of the log. Cannot fail: an event
// once written must apply for ever, or the log it is in can no longer be replayed.
[[nodiscard]] State evolve(State state, const Event& event);

// The same in place, for who has many to fold: moving a State costs more than most events do.
void fold(State& state, const Event& event);

}  // namespace varde::core
