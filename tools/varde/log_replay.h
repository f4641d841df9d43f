// Decides the messages of a stored log again, with other rules: what would have been raised, beside
// what was. Reads only.
//
// What people did (claims, resolutions, exceptions, shifts) is done again as it was, to the alarm
// of the same position and type, where there is one. Whoever would have been told is not told.
// Thread safety: one thread.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "broker/base/instant.h"
#include "broker/base/result.h"
#include "broker/core/event.h"
#include "broker/core/ruleset.h"
#include "broker/eventlog/event_log.h"

namespace varde::cli {

struct LogReplayOptions {
  Instant from;                        // What came before is the past that both share.
  std::optional<core::Ruleset> rules;  // None: those that were in force at `from`.
  std::function<void(LogPosition)> progress;
};

struct RaisedAlarm {
  Instant at;
  core::AlarmRaised alarm;
};

struct LogReplay {
  std::uint64_t messages = 0;
  std::uint64_t same = 0;              // Raised then and now, with the same priority.
  std::vector<RaisedAlarm> only_then;  // In the order of time.
  std::vector<RaisedAlarm> only_now;
  std::vector<RaisedAlarm> other_priority;  // As it would be now.
  std::string rules_version;
};

// Two alarms of one position and type are the same if they were raised this near each other.
inline constexpr std::chrono::seconds kSameAlarm{60};

[[nodiscard]] Result<LogReplay, eventlog::LogError> replay_log(const eventlog::EventLog& log,
                                                               const LogReplayOptions& options);

}  // namespace varde::cli
