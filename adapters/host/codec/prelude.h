// The text of prelude.js, put into the program when building.
#pragma once

#include <string_view>

namespace varde::adapters {

extern const std::string_view kPrelude;

}  // namespace varde::adapters
