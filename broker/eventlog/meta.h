// What the log says of itself: its format, and its name.
#pragma once

#include <optional>
#include <string>

#include "broker/base/result.h"
#include "broker/eventlog/log_error.h"
#include "broker/eventlog/storage.h"

namespace varde::eventlog {

// The log's id; none where the storage is still empty. NotALog: records without a format, or a
// format that this version does not know.
[[nodiscard]] Result<std::optional<std::string>, LogError> read_log_id(const Storage& storage);

// Names the log anew, with 128 random bits in hex, and notes the format. Answers the id.
[[nodiscard]] Result<std::string, LogError> write_log_id(Storage& storage);

}  // namespace varde::eventlog
