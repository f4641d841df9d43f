// The web console, as it was built into the program.
#pragma once

#include <string_view>

namespace varde::api {

struct Asset {
  std::string_view path;  // "/assets/index-4f3a2b1c.js".
  std::string_view content_type;
  std::string_view etag;  // In quotes, as HTTP has it.
  std::string_view bytes;
};

// None where this build has no such file; a build without the console has none at all. "/" is
// index.html.
[[nodiscard]] const Asset* find_asset(std::string_view path);

// True if this build has the console.
[[nodiscard]] bool has_assets();

}  // namespace varde::api
