// For what only our own bug can break. On in release: better to stop and recover from the log than
// to guess with somebody's life.
#pragma once

namespace varde {

// Writes the failed condition and where it stood to standard error and ends the process (SIGABRT).
[[noreturn]] void assertion_failed(const char* condition, const char* file, int line);

}  // namespace varde

#define VARDE_ASSERT(condition) \
  ((condition) ? static_cast<void>(0) : ::varde::assertion_failed(#condition, __FILE__, __LINE__))
