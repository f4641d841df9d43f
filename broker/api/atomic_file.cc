#include "broker/api/atomic_file.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <utility>

namespace varde::api {
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
    const Descriptor file(beside, O_WRONLY | O_CREAT | O_TRUNC);
    if (file.value() < 0) return failure("cannot make", beside);
    // The mode of a file that a crash left behind may be another.
    if (::fchmod(file.value(), kOwnerOnly) != 0 || !write_all(file.value(), bytes) ||
        ::fsync(file.value()) != 0) {
      return failure("cannot write", beside);
    }
  }
  if (::rename(beside.c_str(), path.c_str()) != 0) return failure("cannot replace", path);
  const std::filesystem::path folder = path.has_parent_path() ? path.parent_path() : ".";
  const Descriptor directory(folder, O_RDONLY | O_DIRECTORY);
  if (directory.value() < 0 || ::fsync(directory.value()) != 0) {
    return failure("cannot sync", folder);
  }
  return boost::system::in_place_value;
}

Result<std::string, Fault> read_file(const std::filesystem::path& path, std::size_t largest) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return failure("cannot open", path);
  std::string bytes(largest + 1, '\0');
  file.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  if (file.bad()) return failure("cannot read", path);
  bytes.resize(static_cast<std::size_t>(file.gcount()));
  if (bytes.size() > largest) {
    return Fault{path.string() + ": larger than " + std::to_string(largest) + " bytes"};
  }
  return {boost::system::in_place_value, std::move(bytes)};
}

FileLock::FileLock(const std::filesystem::path& path)
    : descriptor_(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, kOwnerOnly)) {
  while (descriptor_ >= 0 && ::flock(descriptor_, LOCK_EX) != 0 && errno == EINTR) {
  }
}

FileLock::~FileLock() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

}  // namespace varde::api
