// Whether an adapter does what it claims: it loads, its fixtures pass, and they show all that they
// must. The broker refuses an adapter that is not good, the command line says why it is not.
#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "adapters/host/adapter.h"
#include "adapters/host/codec/codec_runner.h"
#include "adapters/host/fixture.h"
#include "adapters/host/fixture_run.h"

namespace varde::adapters {

struct AdapterReport {
  std::filesystem::path folder;
  std::shared_ptr<const Adapter> adapter;  // Null: `errors` says why.
  std::vector<yaml::ConfigError> errors;   // Of the manifest and the scripts' files.
  std::string cannot_load;                 // Why the scripts cannot be evaluated; empty: they can.
  std::vector<FixtureError> unreadable;    // Fixtures that are none.
  std::vector<FixtureOutcome> outcomes;    // Of the others, by file name.
  std::vector<std::string> missing;        // What no fixture shows (coverage.h).

  [[nodiscard]] bool good() const;
  [[nodiscard]] std::size_t failed() const;  // Outcomes that did not pass.
};

// Blocks for as long as the fixtures take: about a millisecond each, at worst the runner's limit.
// Thread safety: as the runner's.
[[nodiscard]] AdapterReport check_adapter(const std::filesystem::path& folder, CodecRunner& runner);

// One line for each thing that is wrong; fixtures with their differences indented below. Empty if
// the adapter is good.
[[nodiscard]] std::vector<std::string> problems_of(const AdapterReport& report);

}  // namespace varde::adapters
