#include "broker/app/disk_watch.h"

#include <utility>

namespace varde::app {

DiskWatch::DiskWatch(std::uint64_t reserve, FreeSpace free,
                     std::function<void(bool low)> low_changed)
    : reserve_(reserve), free_(std::move(free)), low_changed_(std::move(low_changed)) {}

void DiskWatch::look() {
  const auto free = free_();
  if (!free) return;
  const bool low = low_ ? *free < reserve_ + reserve_ / 8 : *free < reserve_;
  if (low == low_) return;
  low_ = low;
  low_changed_(low);
}

}  // namespace varde::app
