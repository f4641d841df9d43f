// Small files that are either the old or the new, whatever happens.
// Thread safety: call from any thread. Not for the core, which has no files.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "broker/base/fault.h"
#include "broker/base/result.h"

namespace varde {

// Replaces `path` by a file with `bytes` that only its owner may read (mode 0600): written beside
// it, synced, renamed, and the folder synced. Written by root it belongs to whom the old file
// belongs to, or the folder where there is none: the broker must be able to read what an
// administrator has changed.
[[nodiscard]] Result<void, Fault> write_file_atomically(const std::filesystem::path& path,
                                                        std::string_view bytes);

// The whole file; an error if it cannot be read or is larger than `largest` bytes.
[[nodiscard]] Result<std::string, Fault> read_file(const std::filesystem::path& path,
                                                   std::size_t largest);

// What tells one version of such a file from the next; `exists` is false where there is none.
struct FileStamp {
  bool exists = false;
  std::int64_t modified_ns = 0;
  std::uint64_t inode = 0;
  std::uint64_t size = 0;
  friend bool operator==(const FileStamp&, const FileStamp&) = default;
};
[[nodiscard]] FileStamp stamp_of(const std::filesystem::path& path);

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

}  // namespace varde
