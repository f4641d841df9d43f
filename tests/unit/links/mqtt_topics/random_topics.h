// Topic names and filters out of a handful of levels, so that they often meet.
#pragma once

#include <random>
#include <string>
#include <vector>

namespace varde::links::mqtt {

using Random = std::mt19937;

// Of one to four levels.
[[nodiscard]] std::string random_name(Random& random);
[[nodiscard]] std::string random_filter(Random& random);

// All of one to three levels.
[[nodiscard]] std::vector<std::string> all_names();
[[nodiscard]] std::vector<std::string> all_filters();

}  // namespace varde::links::mqtt
