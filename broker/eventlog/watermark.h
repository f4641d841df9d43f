// How far the log was durable, noted outside the database.
//
// The storage opens a log whose write-ahead log was damaged in the middle as if it ended there. The
// watermark is the witness that there was more.
#pragma once

#include <condition_variable>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>

#include "broker/base/ids.h"
#include "broker/base/result.h"
#include "broker/eventlog/folder.h"
#include "broker/eventlog/log_error.h"

namespace varde::eventlog {

struct Watermark {
  std::string log_id;
  LogPosition position;  // Everything up to here was on disk.
  std::string sha256;    // Of the record there: 32 bytes; empty at position 0.
  friend bool operator==(const Watermark&, const Watermark&) = default;
};

// As the file holds it: a few lines of text, the last one the SHA-256 of those before.
[[nodiscard]] std::string format(const Watermark& watermark);
// None if `text` is anything else, or was changed.
[[nodiscard]] std::optional<Watermark> parse_watermark(std::string_view text);

// None where there is no file. DiffersFromWatermark: the file is damaged, so nobody can say what
// it pointed at.
[[nodiscard]] Result<std::optional<Watermark>, LogError> read_watermark(
    const std::filesystem::path& folder);
[[nodiscard]] Result<void, LogError> write_watermark(const std::filesystem::path& folder,
                                                     const Watermark& watermark,
                                                     FileSteps& steps = *system_file_steps());

// Writes the watermark on a thread of its own: once a second while it moves, and when it ends. It
// lags behind the log and is never ahead of it.
// Thread safety: `advance` from any thread; it does not wait for the disk.
class WatermarkKeeper {
 public:
  // `failed` hears, on the keeper's thread, of a watermark that could not be written. It is tried
  // again with the next second; the log itself goes on.
  WatermarkKeeper(std::filesystem::path folder, Watermark written, std::shared_ptr<FileSteps> steps,
                  std::function<void(const LogError&)> failed);
  WatermarkKeeper(const WatermarkKeeper&) = delete;
  WatermarkKeeper& operator=(const WatermarkKeeper&) = delete;
  ~WatermarkKeeper();

  // REQUIRES: everything up to `position` is on disk.
  void advance(LogPosition position, const std::string& sha256);

 private:
  void run();

  const std::filesystem::path folder_;
  const std::shared_ptr<FileSteps> steps_;
  const std::function<void(const LogError&)> failed_;
  std::mutex mutex_;  // Guards the four below.
  std::condition_variable changed_;
  Watermark wanted_;
  bool stopping_ = false;
  bool idle_ = false;    // The keeper waits for the mark to move.
  LogPosition written_;  // The keeper's thread only.
  std::thread thread_;   // Last: it uses the others.
};

}  // namespace varde::eventlog
