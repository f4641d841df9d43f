// What the log tells of one alarm: its history, and what it came to.
// Reads the log, so not for the thread of the io_context. Thread safety: pure functions.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "broker/base/result.h"
#include "broker/core/alarm.h"
#include "broker/eventlog/event_log.h"

namespace varde::api {

// To know an alarm that has left the memory, all its events are folded. One with more than these is
// not shown any more; `varde log` shows it.
inline constexpr std::size_t kEventsToFold = 20'000;

struct AlarmStory {
  std::optional<core::Alarm> alarm;  // As it is now; only if `fold` was asked for and it was there.
  std::string history;               // HistoryEntry, oldest first: the elements of a JSON list.
  bool cut = false;                  // There are older entries.
};

// The newest `entries` of `id`; with `fold` also what the alarm is.
[[nodiscard]] Result<AlarmStory, eventlog::LogError> read_story(const eventlog::EventLog& log,
                                                                AlarmId id, std::size_t entries,
                                                                bool fold);

}  // namespace varde::api
