// A log's storage for reading, whether or not a broker is writing to it.
#pragma once

#include <filesystem>
#include <memory>

#include "broker/base/result.h"
#include "broker/eventlog/log_error.h"
#include "broker/eventlog/storage.h"

namespace varde::eventlog {

// The storage of the log in `folder`. Follows the broker while one runs, and looks at the disk
// anew at each `refresh` while none does: brokers may come and go. NotALog: there is none.
[[nodiscard]] Result<std::unique_ptr<Storage>, LogError> open_reading_storage(
    const std::filesystem::path& folder);

}  // namespace varde::eventlog
