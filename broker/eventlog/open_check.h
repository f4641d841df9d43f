// Whether a log is still all that it once was.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "broker/base/ids.h"
#include "broker/base/result.h"
#include "broker/eventlog/log_error.h"
#include "broker/eventlog/storage.h"
#include "broker/eventlog/watermark.h"

namespace varde::eventlog {

// ShorterThanWatermark: there was a log in `folder`, and its database is gone.
[[nodiscard]] Result<void, LogError> check_there(const std::filesystem::path& folder,
                                                 const std::optional<Watermark>& watermark);

// Checks the log `id` that ends at `end` against its watermark. ShorterThanWatermark: it ended
// later once. DiffersFromWatermark: another record or log stands where the watermark points, or
// there are records and no watermark to check them against.
[[nodiscard]] Result<void, LogError> check_watermark(const Storage& storage, const std::string& id,
                                                     LogPosition end,
                                                     const std::optional<Watermark>& watermark);

}  // namespace varde::eventlog
