// The folder of a log: what lies where, and who may write there.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "broker/base/result.h"
#include "broker/eventlog/log_error.h"

namespace varde::eventlog {

[[nodiscard]] std::filesystem::path database_in(const std::filesystem::path& folder);
[[nodiscard]] std::filesystem::path watermark_in(const std::filesystem::path& folder);

// True if there is a database, or what is left of one.
[[nodiscard]] bool has_database(const std::filesystem::path& folder);

// Makes the folder and its parents where they are not there yet; others may not look in: the log
// holds personal data.
[[nodiscard]] Result<void, LogError> make_folder(const std::filesystem::path& folder);

// The right to write in a folder, held while it lives; goes with the process however that ends.
class FolderLock {
 public:
  // InUse: somebody has it.
  [[nodiscard]] static Result<FolderLock, LogError> take(const std::filesystem::path& folder);
  FolderLock(FolderLock&& other) noexcept;
  FolderLock& operator=(FolderLock&&) = delete;
  FolderLock(const FolderLock&) = delete;
  ~FolderLock();

 private:
  explicit FolderLock(int file) : file_(file) {}
  int file_;
};

// True while somebody holds the lock. Asking takes nothing from anybody.
[[nodiscard]] bool is_locked(const std::filesystem::path& folder);

// The steps by which a file is replaced. Each is done, or on its way, when it answers; on disk is
// only what its name says.
class FileSteps {
 public:
  virtual ~FileSteps() = default;
  // Makes the file, or empties it, and syncs its content.
  [[nodiscard]] virtual Result<void, LogError> write_synced(const std::filesystem::path& file,
                                                            std::string_view content) = 0;
  [[nodiscard]] virtual Result<void, LogError> rename(const std::filesystem::path& from,
                                                      const std::filesystem::path& to) = 0;
  [[nodiscard]] virtual Result<void, LogError> sync_folder(const std::filesystem::path& folder) = 0;
};

// Those of the operating system. Thread safety: any thread.
[[nodiscard]] std::shared_ptr<FileSteps> system_file_steps();

// Puts `content` in place of the file at `path`: after a crash it has the old content or the new,
// on disk. Writes beside it first (`path` with ".new" behind).
[[nodiscard]] Result<void, LogError> replace_file(const std::filesystem::path& path,
                                                  std::string_view content, FileSteps& steps);

}  // namespace varde::eventlog
