// Secrets of receivers, read when they are used: a file that is replaced counts from the next
// attempt on.
// Thread safety: call from any thread.
#pragma once

#include <filesystem>
#include <string>

#include "broker/base/result.h"
#include "broker/outbound/request.h"

namespace varde::outbound {

// The file without a line end at its end; empty for an empty path. The error: it cannot be read, is
// empty or larger than 4 KiB, or holds control characters.
[[nodiscard]] Result<std::string, NotMade> read_secret(const std::filesystem::path& file);

}  // namespace varde::outbound
