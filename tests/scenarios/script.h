// A scenario as it is written: what happens when, and what is to be seen. README.md has the
// language.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "broker/base/instant.h"
#include "broker/core/local_time.h"

namespace varde::test {

struct Step {
  int line = 0;
  Instant at;
  std::string sentence;
};

struct Script {
  std::filesystem::path file;
  std::string title;
  std::string rules;  // YAML; empty: none.
  std::string combinations;
  std::string policies;  // YAML; empty: none.
  Instant begins;
  std::vector<Step> steps;
};

// Thrown for what cannot be understood, with file and line.
struct NotUnderstood : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// Reads all scenarios of a file.
[[nodiscard]] std::vector<Script> read_scripts(const std::filesystem::path& file);

// "45 s", "10 min", "2 h", "1 d", with or without the space.
[[nodiscard]] Duration duration_of(const std::string& text);

}  // namespace varde::test
