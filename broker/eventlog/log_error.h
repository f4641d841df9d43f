// What can be wrong with an event log.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "broker/base/ids.h"

namespace varde::eventlog {

enum class LogErrorCode : std::uint8_t {
  Storage,               // The disk or file system said no.
  InUse,                 // Another process has the log open.
  UnexpectedEnd,         // The log does not end where the caller believed.
  ShorterThanWatermark,  // Events that were durable are gone: restore them, never open silently.
  DiffersFromWatermark,  // Another event stands where the watermark points.
  DamagedRecord,         // A record cannot be read.
  BrokenChain,           // A record does not continue the one before it.
  NotALog,               // The folder holds something else, or a log of a later format.
};

// The name as it stands in the enumeration. docs/reference/faults.md has its remedy.
[[nodiscard]] std::string_view name(LogErrorCode code);

struct LogError {
  LogErrorCode code = LogErrorCode::Storage;
  std::string detail;    // One line; no personal data.
  LogPosition position;  // Where, if at one record.
};

}  // namespace varde::eventlog
