// Decodes again what could not be decoded, once the adapter is mended.
//
// Each undecodable message of the log that has not been decoded since goes through the adapters as
// it came, oldest first; what decodes now goes to the core as a replay of its position, what does
// not stays as it is. A message and the note that it was replayed are one event, so that a broker
// that stops in the middle, however it stops, has lost nothing and does nothing twice: the next
// replay goes on with what is left.
// Thread safety: one thread at a time, which may wait; stop from any.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>

#include "adapters/host/decoding.h"
#include "broker/base/instant.h"
#include "broker/base/result.h"
#include "broker/core/event.h"
#include "broker/engine/engine.h"
#include "broker/eventlog/event_log.h"

namespace varde::app {

inline constexpr std::chrono::hours kHistoryAfter{1};

struct ReplayOptions {
  // Messages that arrived longer ago come in as history: kept, but never a new alarm.
  Duration history_after = kHistoryAfter;

  // Which messages; empty: all.
  std::function<bool(const core::MessageUndecodable&)> wanted;

  // Told now and then how many were looked at, of how many; may be empty.
  std::function<void(std::uint64_t done, std::uint64_t of)> progress;
};

struct ReplayCounts {
  std::uint64_t looked_at = 0;   // Undecoded messages that were wanted.
  std::uint64_t replayed = 0;    // Of them, decoded now and on disk.
  std::uint64_t as_history = 0;  // Of those, too old to be news.
  std::uint64_t still = 0;       // Not understood now either.
  std::uint64_t incomplete = 0;  // The log does not hold all of their bytes.
};

struct ReplayError {
  std::string reason;  // One line. What was replayed until then stays.
};

class Replay {
 public:
  // All outlive this.
  Replay(const eventlog::EventLog& log, engine::Engine& engine, adapters::Decoding& decoding,
         const Clock& clock)
      : log_(log), engine_(engine), decoding_(decoding), clock_(clock) {}

  // Only what is undecoded when it begins. Waits for each message to be on disk; a busy broker
  // comes first. Ends early, with an error, if it is to stop, the log cannot be read, or the broker
  // takes no messages (storage is low).
  [[nodiscard]] Result<ReplayCounts, ReplayError> run(const ReplayOptions& options,
                                                      const std::stop_token& stop = {});

 private:
  const eventlog::EventLog& log_;
  engine::Engine& engine_;
  adapters::Decoding& decoding_;
  const Clock& clock_;
};

}  // namespace varde::app
