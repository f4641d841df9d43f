// What this program takes from the heap through `new`, all of which is counted.
#pragma once

#include <cstddef>

namespace varde::test {

struct CountedMemory {
  std::size_t allocations = 0;  // Since the start.
  std::size_t bytes = 0;        // Held now, as the heap hands them out.
};

[[nodiscard]] CountedMemory counted_memory();

}  // namespace varde::test
