// How much room there is.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>

namespace varde::app {

// Bytes that this user may still write; none if the file system does not say. Tests bring their
// own.
using FreeSpace = std::function<std::optional<std::uint64_t>()>;

// Asks the file system of `folder`, or of its nearest parent that is there (statvfs).
[[nodiscard]] std::optional<std::uint64_t> free_space(const std::filesystem::path& folder);

}  // namespace varde::app
