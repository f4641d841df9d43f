#include "broker/yaml/nearest_word.h"

#include <algorithm>
#include <cstddef>
#include <numeric>

namespace varde::yaml {
namespace {

// Levenshtein's distance, one row at a time.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t substituted = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, substituted});
    }
  }
  return row.back();
}

}  // namespace

std::string_view nearest_word(std::string_view typed, const std::vector<std::string_view>& words) {
  constexpr std::size_t kLongestTyped = 64;
  if (typed.size() > kLongestTyped) return {};
  std::string_view nearest;
  std::size_t least = (typed.size() < 5 ? 1 : 2) + 1;
  for (const std::string_view word : words) {
    const std::size_t away = distance(typed, word);
    if (away < least) {
      least = away;
      nearest = word;
    }
  }
  return nearest;
}

}  // namespace varde::yaml
