// What a simulation came to, in a few lines.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "tools/varde/sim/ledger.h"

namespace varde::cli {

// The smallest value that at least `share` of them do not exceed. REQUIRES: sorted, not empty,
// 0 < share <= 1.
[[nodiscard]] std::chrono::microseconds percentile(
    const std::vector<std::chrono::microseconds>& sorted, double share);

[[nodiscard]] std::string report(const Totals& totals,
                                 const std::vector<std::chrono::microseconds>& latencies,
                                 std::chrono::seconds length);

// What did not arrive, each as a line in plain words; empty where all did. `watched`: a console was
// there to see the presses.
[[nodiscard]] std::vector<std::string> shortfalls(const Totals& totals, bool watched);

}  // namespace varde::cli
