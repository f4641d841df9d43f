#include "tools/varde/progress_bar.h"

#include <unistd.h>

#include <algorithm>
#include <iostream>
#include <string>

namespace varde::cli {

ProgressBar::ProgressBar(std::uint64_t end)
    : end_(end), shown_(end != 0 && isatty(STDERR_FILENO) != 0) {}

ProgressBar::~ProgressBar() {
  if (shown_) std::cerr << "\r\033[K";
}

void ProgressBar::show(std::uint64_t reached) const {
  if (!shown_) return;
  constexpr std::uint64_t kWidth = 40;
  const std::uint64_t done = std::min(reached, end_);
  const auto filled = static_cast<std::size_t>(kWidth * done / end_);
  std::cerr << "\r[" << std::string(filled, '#') << std::string(kWidth - filled, ' ') << "] "
            << done << "/" << end_ << std::flush;
}

}  // namespace varde::cli
