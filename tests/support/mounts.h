// File systems of a test's own: small, or to be cut off as by a power cut. For root only.
#pragma once

#include <filesystem>
#include <string>

namespace varde::test {

// Why this machine cannot do it, in one line for people; empty where it can.
[[nodiscard]] std::string why_no_tmpfs();
[[nodiscard]] std::string why_no_loop_mount();

// A file system in memory, mounted on a folder that is there. Unmounted with this object, whoever
// still uses it. Throws std::runtime_error.
class SmallDisk {
 public:
  SmallDisk(std::filesystem::path folder, unsigned mib);
  ~SmallDisk();
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;

  // Fills it up to so many bytes left; or gives that room back.
  void fill_up_to(std::uint64_t bytes_left);
  void make_room();

  [[nodiscard]] std::uint64_t bytes_left() const;

 private:
  [[nodiscard]] std::filesystem::path ballast() const { return folder_ / "ballast"; }
  const std::filesystem::path folder_;
};

// ext4 in an image file, mounted through a loop device. What is not synced is in the kernel's
// memory and not in the image: a copy of the image is what a power cut leaves. Thread safety: one
// thread at a time.
class LoopDisk {
 public:
  LoopDisk(std::filesystem::path folder, unsigned mib);
  ~LoopDisk();
  LoopDisk(const LoopDisk&) = delete;
  LoopDisk& operator=(const LoopDisk&) = delete;

  // The power goes: keeps a copy of the image as it is now. Whoever writes to it has been stopped.
  void cut();
  // Puts the copy in place of what the process saw. Nobody has a file of it open any more.
  void come_back();

 private:
  void mount();
  void unmount();

  const std::filesystem::path folder_;
  const std::filesystem::path images_;
  unsigned number_ = 0;  // Of the image that is mounted.
};

}  // namespace varde::test
