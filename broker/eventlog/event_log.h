// The event log: the one source of truth. Append, read, and the newest snapshot; nothing else, so
// that a replicated log can take its place.
//
// Thread safety: `append` from one thread at a time, `put_snapshot` from one thread at a time, the
// two side by side if need be; reads from any thread, also while something is appended. What is
// read is durable or about to be acknowledged, never torn.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "broker/base/ids.h"
#include "broker/base/result.h"
#include "broker/core/event.h"
#include "broker/core/state.h"
#include "broker/eventlog/commit_token.h"
#include "broker/eventlog/log_error.h"

namespace varde::eventlog {

struct StoredEvent {
  LogPosition position;
  core::Event event;
  friend bool operator==(const StoredEvent&, const StoredEvent&) = default;
};

// What a link must remember across a restart: its sessions, what waits in them, retained messages.
// The log keeps the newest value of each key and asks nothing of it. Keys begin with the link's
// name, so that no link reads another's.
struct LinkRecord {
  std::string key;
  std::optional<std::string> value;  // None: the key is removed.
  friend bool operator==(const LinkRecord&, const LinkRecord&) = default;
};

// For EventLog::read_undecodable: all that was kept.
inline constexpr std::size_t kWholePayload = ~std::size_t{0};

class EventLog {
 public:
  virtual ~EventLog() = default;

  // Writes `events` at the positions after `expected_end`, and `records`, in one batch with one
  // sync, and answers when they are on disk: after a crash all of it is there or nothing. Both
  // empty: answers for what is durable already.
  // An error is final: nothing more can be appended, and the caller ends the process, because a
  // sync that is tried again may lie. UnexpectedEnd: `expected_end` is not the end; nothing was
  // written.
  [[nodiscard]] virtual Result<CommitToken, LogError> append(
      std::span<const core::Event> events, LogPosition expected_end,
      std::span<const LinkRecord> records) = 0;
  [[nodiscard]] Result<CommitToken, LogError> append(std::span<const core::Event> events,
                                                     LogPosition expected_end) {
    return append(events, expected_end, {});
  }

  // The position of the newest durable event; none while the log is empty.
  [[nodiscard]] virtual LogPosition end() const = 0;

  // Names this log for as long as it lives; random, so that a console never resumes in another one.
  [[nodiscard]] virtual std::string id() const = 0;

  // At most `limit` events from `from` on, in order.
  [[nodiscard]] virtual Result<std::vector<StoredEvent>, LogError> read(
      LogPosition from, std::size_t limit) const = 0;

  // The newest `limit` events about the alarm, in order.
  [[nodiscard]] virtual Result<std::vector<StoredEvent>, LogError> read_alarm(
      AlarmId alarm, std::size_t limit) const = 0;

  // The newest `limit` messages that are still undecoded, newest first: those that have been
  // replayed since are left out. Of each payload the first `payload_bytes`: one may be 1 MiB.
  // `payload_size` stays what it was.
  [[nodiscard]] virtual Result<std::vector<StoredEvent>, LogError> read_undecodable(
      std::size_t limit, std::size_t payload_bytes) const = 0;

  // Where the messages stand that are still undecoded: at most `limit`, oldest first, from `from`
  // on.
  [[nodiscard]] virtual Result<std::vector<LogPosition>, LogError> find_undecoded(
      LogPosition from, std::size_t limit) const = 0;

  // Calls `each` with the records whose keys begin with `prefix`, in the order of their keys.
  [[nodiscard]] virtual Result<void, LogError> read_link_records(
      std::string_view prefix,
      const std::function<void(std::string_view key, std::string_view value)>& each) const = 0;

  // Keeps `state` as the snapshot at `state.log_end`; the two newest are kept. May be lost in a
  // crash: a snapshot only shortens recovery. REQUIRES: state.log_end is durable.
  [[nodiscard]] virtual Result<void, LogError> put_snapshot(const core::State& state) = 0;

  // The position of the newest snapshot; none while there is none. Where it stands says how long a
  // recovery is, not that the snapshot can be read.
  [[nodiscard]] virtual LogPosition snapshot_end() const = 0;

  // The state after all events: the newest snapshot that can be read, and the events after it.
  [[nodiscard]] virtual Result<core::State, LogError> recover() const = 0;

 protected:
  // For implementations. REQUIRES: everything up to `durable_up_to` is on disk.
  [[nodiscard]] static CommitToken token(LogPosition durable_up_to) {
    return CommitToken(durable_up_to);
  }
};

}  // namespace varde::eventlog
