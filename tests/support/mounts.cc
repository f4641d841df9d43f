#include "tests/support/mounts.h"

#include <fcntl.h>
#include <sys/mount.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <stdexcept>
#include <utility>

#include "tests/support/child_process.h"
#include "tests/support/fault_report.h"
#include "tests/support/temp_dir.h"

namespace varde::test {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kMiB = 1024 * 1024;
constexpr std::uint64_t kPageBytes = 4096;

void must(const std::vector<std::string>& command) {
  if (run(command) != 0) throw std::runtime_error(command[0] + " fails for " + command.back());
}

void mount_tmpfs(const fs::path& folder, unsigned mib) {
  const std::string options = "size=" + std::to_string(mib) + "m,mode=0700";
  if (::mount("varde-test", folder.c_str(), "tmpfs", 0, options.c_str()) != 0)
    throw std::runtime_error("tmpfs cannot be mounted: " + std::string(std::strerror(errno)));
}

// What is still open keeps it alive, out of sight.
void detach(const fs::path& folder) { ::umount2(folder.c_str(), MNT_DETACH); }

template <class Disk>
std::string why_not(unsigned mib) {
  if (::geteuid() != 0) return "mounting wants root";
  try {
    const TempDir folder;
    const Disk disk(folder.path(), mib);
  } catch (const std::runtime_error& error) {
    return error.what();
  }
  return {};
}

}  // namespace

std::string why_no_tmpfs() { return why_not<SmallDisk>(1); }
std::string why_no_loop_mount() { return why_not<LoopDisk>(8); }

SmallDisk::SmallDisk(fs::path folder, unsigned mib) : folder_(std::move(folder)) {
  mount_tmpfs(folder_, mib);
}
SmallDisk::~SmallDisk() { detach(folder_); }

void SmallDisk::fill_up_to(std::uint64_t left) {
  const int file = ::open(ballast().c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  if (file < 0) throw std::runtime_error("the small disk cannot be filled");
  // Others write to it meanwhile: what does not fit any more is tried in smaller pieces.
  std::uint64_t piece = kMiB * kMiB;
  while (piece >= kPageBytes) {
    const std::uint64_t now = bytes_left();
    if (now <= left) break;
    piece = std::min(piece, now - left);
    if (::posix_fallocate(file, ::lseek(file, 0, SEEK_END), static_cast<off_t>(piece)) != 0)
      piece /= 2;
  }
  ::close(file);
}

void SmallDisk::make_room() { fs::remove(ballast()); }

std::uint64_t SmallDisk::bytes_left() const {
  struct statvfs status {};
  if (::statvfs(folder_.c_str(), &status) != 0) throw std::runtime_error("statvfs");
  return static_cast<std::uint64_t>(status.f_bavail) * status.f_frsize;
}

LoopDisk::LoopDisk(fs::path folder, unsigned mib)
    : folder_(std::move(folder)),
      images_(memory_folder() / ("varde-loop-" + std::to_string(::getpid()) + "-" +
                                 folder_.parent_path().filename().string())) {
  fs::create_directories(images_);
  const fs::path image = images_ / "0";
  const int file = ::open(image.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  const bool made = ::ftruncate(file, static_cast<off_t>(mib * kMiB)) == 0;
  ::close(file);
  if (!made) throw std::runtime_error("no room for an image");
  must({"mkfs.ext4", "-q", "-F", image.string()});
  mount();
}

LoopDisk::~LoopDisk() {
  unmount();
  std::error_code ignored;  // A leftover in the temporary folder harms nobody.
  fs::remove_all(images_, ignored);
}

void LoopDisk::mount() {
  must({"mount", "-o", "loop", (images_ / std::to_string(number_)).string(), folder_.string()});
}
void LoopDisk::unmount() { detach(folder_); }

void LoopDisk::cut() {
  must({"cp", "--sparse=always", (images_ / std::to_string(number_)).string(),
        (images_ / std::to_string(number_ + 1)).string()});
}

void LoopDisk::come_back() {
  unmount();
  fs::remove(images_ / std::to_string(number_));
  ++number_;
  mount();
}

}  // namespace varde::test
