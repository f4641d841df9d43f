// Where the adapters that come with Varde are.
#pragma once

#include <filesystem>

namespace varde::adapters {

// `../share/varde/adapters` beside the folder of the running program; where that is not there (a
// program that was built and not installed), `adapters/vendors` of the source it was built from.
[[nodiscard]] std::filesystem::path installed_adapters();

}  // namespace varde::adapters
