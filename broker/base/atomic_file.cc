#include "broker/base/atomic_file.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <utility>

namespace varde {
namespace {

constexpr int kOwnerOnly = 0600;

class Descriptor {
 public:
  Descriptor(const std::filesystem::path& path, int flags)
      : value_(::open(path.c_str(), flags | O_CLOEXEC, kOwnerOnly)) {}
  ~Descriptor() {
    if (value_ >= 0) ::close(value_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  [[nodiscard]] int value() const { return value_; }

 private:
  int value_;
};

std::filesystem::path folder_of(const std::filesystem::path& path) {
  return path.has_parent_path() ? path.parent_path() : ".";
}

// Gives the new file `made` to the owner of the one at `path`; to the folder's where there is none,
// or where it is root's, which a command of root's may have left behind. False, with errno set, if
// it cannot. Nothing to do for anybody but root.
bool hand_over(int made, const std::filesystem::path& path) {
  if (::geteuid() != 0) return true;
  struct stat owner {};
  const bool somebodys = ::stat(path.c_str(), &owner) == 0 && owner.st_uid != 0;
  if (!somebodys && ::stat(folder_of(path).c_str(), &owner) != 0) return false;
  return owner.st_uid == 0 || ::fchown(made, owner.st_uid, owner.st_gid) == 0;
}

// Makes the file, or opens the one that is there; below 0: neither. Never through a link: root
// would follow one that the folder's owner has laid, and give away what it points to.
int open_lock(const std::filesystem::path& path) {
  constexpr int kFlags = O_RDWR | O_CLOEXEC | O_NOFOLLOW;
  const int made = ::open(path.c_str(), kFlags | O_CREAT | O_EXCL, kOwnerOnly);
  if (made < 0) return ::open(path.c_str(), kFlags);
  hand_over(made, path);
  return made;
}

Fault failure(std::string_view what, const std::filesystem::path& path) {
  return {std::string(what) + " " + path.string() + ": " + std::strerror(errno)};
}

bool write_all(int descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(descriptor, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

}  // namespace

Result<void, Fault> write_file_atomically(const std::filesystem::path& path,
                                          std::string_view bytes) {
  const std::filesystem::path beside = path.string() + ".new";
  {
    ::unlink(beside.c_str());  // What a crash left behind may be somebody else's.
    const Descriptor file(beside, O_WRONLY | O_CREAT | O_EXCL);
    if (file.value() < 0) return failure("cannot make", beside);
    if (!hand_over(file.value(), path)) return failure("cannot change the owner of", beside);
    if (!write_all(file.value(), bytes) || ::fsync(file.value()) != 0) {
      return failure("cannot write", beside);
    }
  }
  if (::rename(beside.c_str(), path.c_str()) != 0) return failure("cannot replace", path);
  const std::filesystem::path folder = folder_of(path);
  const Descriptor directory(folder, O_RDONLY | O_DIRECTORY);
  if (directory.value() < 0 || ::fsync(directory.value()) != 0) {
    return failure("cannot sync", folder);
  }
  return boost::system::in_place_value;
}

Result<std::string, Fault> read_file(const std::filesystem::path& path, std::size_t largest) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return failure("cannot open", path);
  std::string bytes;
  bytes.reserve(std::min<std::uint64_t>(stamp_of(path).size, largest));
  std::array<char, 16 * 1024> piece;
  do {
    file.read(piece.data(), piece.size());
    bytes.append(piece.data(), static_cast<std::size_t>(file.gcount()));
  } while (file && bytes.size() <= largest);
  if (file.bad()) return failure("cannot read", path);
  if (bytes.size() > largest) {
    return Fault{path.string() + ": larger than " + std::to_string(largest) + " bytes"};
  }
  return {boost::system::in_place_value, std::move(bytes)};
}

FileStamp stamp_of(const std::filesystem::path& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) return {};
  return {true, std::int64_t{status.st_mtim.tv_sec} * 1'000'000'000 + status.st_mtim.tv_nsec,
          status.st_ino, static_cast<std::uint64_t>(status.st_size)};
}

FileLock::FileLock(const std::filesystem::path& path) : descriptor_(open_lock(path)) {
  while (descriptor_ >= 0 && ::flock(descriptor_, LOCK_EX) != 0 && errno == EINTR) {
  }
}

FileLock::~FileLock() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

}  // namespace varde
