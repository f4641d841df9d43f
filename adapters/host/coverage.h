// What an adapter's fixtures must show, so that nothing it claims is claimed for the first time in
// service. Thread safety: pure function.
#pragma once

#include <string>
#include <vector>

#include "adapters/host/fixture.h"
#include "adapters/host/manifest.h"

namespace varde::adapters {

// What no case shows, by name, each in one line: each alarm kind that a type claims, in a case that
// expects it active; a duplicate; garbage; a low battery and going offline where a type claims
// them. Empty: nothing is missing.
[[nodiscard]] std::vector<std::string> missing_coverage(const Manifest& manifest,
                                                        const std::vector<Fixture>& fixtures);

}  // namespace varde::adapters
