// Something that did not work, in words.
#pragma once

#include <string>

namespace varde {

struct Fault {
  std::string detail;  // One line.
};

}  // namespace varde
