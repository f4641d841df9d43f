#include "broker/eventlog/folder.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <cstdio>
#include <system_error>
#include <utility>

namespace varde::eventlog {
namespace {

namespace fs = std::filesystem;

constexpr mode_t kOwnerOnly = 0600;
constexpr fs::perms kOwnerFolder = fs::perms::owner_all;

LogError storage_error(const std::string& what, int number) {
  return {LogErrorCode::Storage,
          what + ": " + std::error_code(number, std::generic_category()).message(),
          {}};
}

// A file of this process, closed with its scope.
class File {
 public:
  File(const fs::path& path, int flags)
      : number_(::open(path.c_str(), flags | O_CLOEXEC, kOwnerOnly)) {}
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  ~File() {
    if (number_ >= 0) ::close(number_);
  }
  [[nodiscard]] int number() const { return number_; }
  [[nodiscard]] bool open() const { return number_ >= 0; }
  int release() { return std::exchange(number_, -1); }

 private:
  int number_;
};

struct flock whole_file() {
  struct flock lock {};
  lock.l_type = F_WRLCK;
  lock.l_whence = SEEK_SET;
  return lock;
}

bool write_all(int file, std::string_view content) {
  while (!content.empty()) {
    const ssize_t written = ::write(file, content.data(), content.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    content.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

class SystemFileSteps final : public FileSteps {
 public:
  Result<void, LogError> write_synced(const fs::path& path, std::string_view content) override {
    const File file(path, O_WRONLY | O_CREAT | O_TRUNC);
    if (!file.open() || !write_all(file.number(), content) || ::fsync(file.number()) != 0)
      return storage_error(path.filename().string() + " cannot be written", errno);
    return {};
  }
  Result<void, LogError> rename(const fs::path& from, const fs::path& to) override {
    if (std::rename(from.c_str(), to.c_str()) != 0)
      return storage_error(to.filename().string() + " cannot be replaced", errno);
    return {};
  }
  Result<void, LogError> sync_folder(const fs::path& folder) override {
    const File file(folder, O_RDONLY | O_DIRECTORY);
    if (!file.open() || ::fsync(file.number()) != 0)
      return storage_error("a folder cannot be synced", errno);
    return {};
  }
};

}  // namespace

fs::path database_in(const fs::path& folder) { return folder / "db"; }
fs::path watermark_in(const fs::path& folder) { return folder / "watermark"; }

bool has_database(const fs::path& folder) {
  std::error_code ignored;  // What cannot be looked at is not there.
  return fs::exists(database_in(folder) / "CURRENT", ignored);
}

Result<void, LogError> make_folder(const fs::path& folder) {
  std::error_code error;
  if (fs::create_directories(folder, error)) {
    fs::permissions(folder, kOwnerFolder, error);
    if (!error) return SystemFileSteps().sync_folder(fs::absolute(folder).parent_path());
  }
  if (error) return storage_error("the log's folder cannot be made", error.value());
  return {};
}

// Of the open file, not of the process: a second opening in the same process is refused too.
Result<FolderLock, LogError> FolderLock::take(const fs::path& folder) {
  File file(folder / "lock", O_RDWR | O_CREAT);
  if (!file.open()) return storage_error("the log's folder cannot be written", errno);
  struct flock lock = whole_file();
  if (::fcntl(file.number(), F_OFD_SETLK, &lock) != 0) {
    if (errno == EAGAIN || errno == EACCES)
      return LogError{LogErrorCode::InUse, "another process has the log open", {}};
    return storage_error("the log's folder cannot be locked", errno);
  }
  return FolderLock(file.release());
}

bool is_locked(const fs::path& folder) {
  const File file(folder / "lock", O_RDONLY);
  struct flock lock = whole_file();
  // Asked for reading, which only a writer's lock stands against, so that read rights are enough.
  lock.l_type = F_RDLCK;
  return file.open() && ::fcntl(file.number(), F_OFD_GETLK, &lock) == 0 && lock.l_type != F_UNLCK;
}

FolderLock::FolderLock(FolderLock&& other) noexcept : file_(std::exchange(other.file_, -1)) {}

FolderLock::~FolderLock() {
  if (file_ >= 0) ::close(file_);  // Which gives the lock back.
}

std::shared_ptr<FileSteps> system_file_steps() { return std::make_shared<SystemFileSteps>(); }

Result<void, LogError> replace_file(const fs::path& path, std::string_view content,
                                    FileSteps& steps) {
  const fs::path fresh = path.string() + ".new";
  if (auto written = steps.write_synced(fresh, content); !written) return written;
  if (auto renamed = steps.rename(fresh, path); !renamed) return renamed;
  return steps.sync_folder(path.parent_path());
}

}  // namespace varde::eventlog
