#include "broker/base/assert.h"

#include <cstdio>
#include <cstdlib>

namespace varde {

void assertion_failed(const char* condition, const char* file, int line) {
  std::fprintf(stderr, "varde: assertion failed: %s (%s:%d)\n", condition, file, line);
  std::abort();
}

}  // namespace varde
