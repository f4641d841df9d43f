// A day in a minute: a broker, its devices, its operators, and everything that can go wrong, from
// one seed. docs/internals/simulation.md.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace varde::test::sim {

struct Outcome {
  std::vector<std::string> violations;  // Empty: all held. At most the first ten.
  std::string facts_sha256;             // Of all facts of the log: the same seed, the same facts.
  std::uint64_t facts = 0;
  std::uint64_t acknowledged = 0;
  std::uint64_t crashes = 0;
  std::uint64_t effects = 0;
};

// Lives through one seed, with its disk in `folder`, which it makes and removes. The same seed goes
// the same way, always.
[[nodiscard]] Outcome simulate(std::uint64_t seed, const std::filesystem::path& folder);

}  // namespace varde::test::sim
