#include "broker/eventlog/open_check.h"

#include "broker/eventlog/folder.h"
#include "broker/eventlog/keys.h"
#include "broker/eventlog/sha256.h"

namespace varde::eventlog {

Result<void, LogError> check_there(const std::filesystem::path& folder,
                                   const std::optional<Watermark>& watermark) {
  if (watermark && !has_database(folder))
    return LogError{LogErrorCode::ShorterThanWatermark, "the database is gone",
                    watermark->position};
  return {};
}

Result<void, LogError> check_watermark(const Storage& storage, const std::string& id,
                                       LogPosition end, const std::optional<Watermark>& watermark) {
  if (!watermark) {
    if (end.none()) return {};
    return LogError{LogErrorCode::DiffersFromWatermark, "the watermark is missing", end};
  }
  if (watermark->log_id != id)
    return LogError{LogErrorCode::DiffersFromWatermark, "the watermark is that of another log", {}};
  if (end < watermark->position) {
    return LogError{LogErrorCode::ShorterThanWatermark,
                    "ends at " + std::to_string(end.value()) + ", was durable up to " +
                        std::to_string(watermark->position.value()),
                    watermark->position};
  }
  if (watermark->position.none()) return {};
  const auto record = storage.get(Family::Log, position_key(watermark->position));
  if (record.has_error()) return record.error();
  if (!*record || bytes_of(sha256(**record)) != watermark->sha256)
    return LogError{LogErrorCode::DiffersFromWatermark, "another record stands there",
                    watermark->position};
  return {};
}

}  // namespace varde::eventlog
