#include "broker/app/free_space.h"

#include <sys/statvfs.h>

#include <system_error>

namespace varde::app {

std::optional<std::uint64_t> free_space(const std::filesystem::path& folder) {
  std::error_code ignored;
  std::filesystem::path there = std::filesystem::absolute(folder, ignored);
  while (!there.empty() && !std::filesystem::exists(there, ignored) && there.has_relative_path()) {
    there = there.parent_path();
  }
  struct statvfs status {};
  if (::statvfs(there.c_str(), &status) != 0) return std::nullopt;
  return static_cast<std::uint64_t>(status.f_bavail) * status.f_frsize;
}

}  // namespace varde::app
