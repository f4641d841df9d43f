// Small files that are either the old or the new, whatever happens.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "broker/api/fault.h"
#include "broker/base/result.h"

namespace varde::api {

// Replaces `path` by a file with `bytes` that only its owner may read (mode 0600): written beside
// it, synced, renamed, and the folder synced. Written by root it belongs to whom the old file
// belongs to, or the folder where there is none: the broker must be able to read what an
// administrator has changed.
[[nodiscard]] Result<void, Fault> write_file_atomically(const std::filesystem::path& path,
                                                        std::string_view bytes);

// The whole file; an error if it cannot be read or is larger than `largest` bytes.
[[nodiscard]] Result<std::string, Fault> read_file(const std::filesystem::path& path,
                                                   std::size_t largest);

// Held while a file is read, changed and written, against another program that does the same.
// Waits for the other. Best effort: where the folder cannot be locked, nothing is. A lock file that
// root makes belongs to whom the folder belongs to.
class FileLock {
 public:
  explicit FileLock(const std::filesystem::path& path);
  ~FileLock();
  FileLock(const FileLock&) = delete;
  FileLock& operator=(const FileLock&) = delete;

 private:
  int descriptor_;
};

}  // namespace varde::api
