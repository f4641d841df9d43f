// Runs a case and says what is different from what it expects.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <vector>

#include "adapters/host/adapter.h"
#include "adapters/host/codec/codec_runner.h"
#include "adapters/host/fixture.h"

namespace varde::adapters {

struct FixtureOutcome {
  std::string file;
  std::string name;

  // One line for each field that differs, or one that says why there is no answer to compare.
  // Empty: the case passed.
  std::vector<std::string> differences;

  std::chrono::microseconds time{0};  // Of the codec; 0: it has a `map`.
  std::size_t memory_bytes = 0;

  [[nodiscard]] bool passed() const { return differences.empty(); }
};

// Thread safety: as the runner's.
[[nodiscard]] FixtureOutcome run_fixture(const Adapter& adapter, const Fixture& fixture,
                                         CodecRunner& runner);

}  // namespace varde::adapters
