// How far a long command is, on standard error where that is a terminal.
#pragma once

#include <cstdint>

namespace varde::cli {

class ProgressBar {
 public:
  // `end`: how much there is to do; 0: shows nothing.
  explicit ProgressBar(std::uint64_t end);
  ~ProgressBar();  // Wipes the line.
  ProgressBar(const ProgressBar&) = delete;
  ProgressBar& operator=(const ProgressBar&) = delete;

  void show(std::uint64_t reached) const;

 private:
  std::uint64_t end_;
  bool shown_;
};

}  // namespace varde::cli
