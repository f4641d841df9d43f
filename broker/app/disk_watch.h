// Watches the room on the data folder's file system, so that the log never meets a full disk: below
// the reserve the broker refuses field messages and keeps the rest for what operators do.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>

#include "broker/app/free_space.h"

namespace varde::app {

// Thread safety: one thread.
class DiskWatch {
 public:
  // `low_changed` is told each change, from ok at first. `reserve` in bytes.
  DiskWatch(std::uint64_t reserve, FreeSpace free, std::function<void(bool low)> low_changed);

  // Looks once. Low below the reserve; ok again only an eighth of the reserve above it, so that it
  // does not flutter while a compaction comes and goes. A file system that does not say changes
  // nothing.
  void look();

  [[nodiscard]] bool low() const { return low_; }

 private:
  const std::uint64_t reserve_;
  const FreeSpace free_;
  const std::function<void(bool low)> low_changed_;
  bool low_ = false;
};

}  // namespace varde::app
