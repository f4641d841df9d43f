// What an event says, in a few words: the part of its line behind its name.
#pragma once

#include <string>

#include "broker/core/event.h"

namespace varde::cli {

// Not cleaned: what people and devices wrote stands as they wrote it.
[[nodiscard]] std::string details(const core::EventBody& body);

}  // namespace varde::cli
