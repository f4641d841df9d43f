// The version of the program, as it is logged and shown.
#pragma once

#include <string_view>

namespace varde::app {

inline constexpr std::string_view kVersion = VARDE_VERSION;

}  // namespace varde::app
