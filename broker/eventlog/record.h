// One record of the log: an event with its position and the hash of the record before.
// Thread safety: pure functions; a Chain is one thread's.
#pragma once

#include <string>
#include <string_view>

#include "broker/base/ids.h"
#include "broker/base/result.h"
#include "broker/core/event.h"
#include "broker/eventlog/log_error.h"
#include "broker/eventlog/sha256.h"

namespace varde::eventlog {

struct Record {
  LogPosition position;
  std::string previous_sha256;  // 32 bytes; empty in the first record.
  core::Event event;
  friend bool operator==(const Record&, const Record&) = default;
};

// The bytes that are stored, and that the next record's hash is of.
[[nodiscard]] std::string encode(LogPosition position, std::string_view previous_sha256,
                                 const core::Event& event);

// Reads what stands at `position`. DamagedRecord: no record, or another position's. NotALog: a
// record of a later version, which this one must not guess at.
[[nodiscard]] Result<Record, LogError> decode(std::string_view bytes, LogPosition position);

// Walks the log record by record, and lets no gap and no foreign record pass.
class Chain {
 public:
  // Begins after the record at `end`, whose hash is `hash`; before the first record: the default.
  Chain() = default;
  Chain(LogPosition end, const Sha256& hash) : end_(end), hash_(bytes_of(hash)) {}

  // The key and value that follow. BrokenChain: not the next position, or not continuing the record
  // before. Else as decode().
  [[nodiscard]] Result<core::Event, LogError> follow(std::string_view key, std::string_view value);

  // Encodes `event` as the record that follows, and goes on to it.
  [[nodiscard]] std::string extend(const core::Event& event);

  [[nodiscard]] LogPosition end() const { return end_; }
  // Of the record at end(): 32 bytes; empty before the first.
  [[nodiscard]] const std::string& hash() const { return hash_; }

 private:
  LogPosition end_;
  std::string hash_;
};

}  // namespace varde::eventlog
