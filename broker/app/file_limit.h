// How many files, connections among them, this process may have open.
#pragma once

#include <cstdint>

namespace varde::app {

// Raises the soft limit to the hard one: the soft one of 1,024 that most systems give is meant for
// programs that use select(2). Answers the limit that then holds; where it cannot be raised, the
// one from before; 0 if not even that can be asked. For the whole process.
std::uint64_t raise_file_limit();

}  // namespace varde::app
