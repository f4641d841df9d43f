#include "bench/latency.h"

#include <algorithm>
#include <cstdio>

namespace varde::bench {

Summary Latency::summary() const {
  std::vector<double> ms;
  std::int64_t first = sent_.front();
  std::int64_t last = first;
  for (std::size_t i = 0; i < sent_.size(); ++i) {
    if (arrived_[i] == 0) continue;
    ms.push_back(static_cast<double>(arrived_[i] - sent_[i]) / 1e6);
    last = std::max<std::int64_t>(last, arrived_[i]);
  }
  if (ms.empty()) return {};
  std::ranges::sort(ms);
  const auto at = [&](double share) {
    return ms[static_cast<std::size_t>(share * static_cast<double>(ms.size() - 1))];
  };
  const double seconds = static_cast<double>(last - first) / 1e9;
  return {static_cast<double>(ms.size()) / seconds, at(0.5), at(0.99), at(0.999)};
}

std::string row(const std::string& name, const Summary& summary) {
  char text[160];
  std::snprintf(text, sizeof text, "%-44s %9.0f/s %9.2f %9.2f %9.2f", name.c_str(),
                summary.per_second, summary.p50_ms, summary.p99_ms, summary.p999_ms);
  return text;
}

}  // namespace varde::bench
