// The files that a new adapter begins with: it runs, its fixtures pass, and what is to be changed
// is said in its comments.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace varde::cli {

enum class SkeletonKind : std::uint8_t { Codec, Map, Payload, Carrier };

struct SkeletonFile {
  std::string path;  // In the adapter's folder.
  std::string text;
};

// REQUIRES: is_name(name).
[[nodiscard]] std::vector<SkeletonFile> skeleton(SkeletonKind kind, std::string_view name);

}  // namespace varde::cli
