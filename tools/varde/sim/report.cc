#include "tools/varde/sim/report.h"

#include <fmt/format.h>

#include <cmath>

namespace varde::cli {

std::chrono::microseconds percentile(const std::vector<std::chrono::microseconds>& sorted,
                                     double share) {
  const auto rank = static_cast<std::size_t>(std::ceil(share * static_cast<double>(sorted.size())));
  return sorted[rank == 0 ? 0 : rank - 1];
}

std::string report(const Totals& totals, const std::vector<std::chrono::microseconds>& latencies,
                   std::chrono::seconds length) {
  std::string text = fmt::format(
      "simulated       {} s\n"
      "published       {} messages ({} undecodable on purpose), {} of them sent twice\n"
      "acknowledged    {}\n"
      "stored          {}\n"
      "lost            {}\n"
      "alarms raised   {}\n",
      length.count(), totals.published, totals.undecodable, totals.repeats, totals.acknowledged,
      totals.stored, totals.acknowledged - totals.stored, totals.alarms_raised);
  if (latencies.empty()) {
    return text + fmt::format("presses         {}, none measured\n", totals.presses);
  }
  const auto ms = [](std::chrono::microseconds us) {
    return static_cast<double>(us.count()) / 1'000;
  };
  return text +
         fmt::format(
             "presses         {}, on the console {}\n"
             "press to console  p50 {:.1f} ms, p95 {:.1f} ms, p99 {:.1f} ms, max {:.1f} ms\n",
             totals.presses, totals.presses_seen, ms(percentile(latencies, 0.50)),
             ms(percentile(latencies, 0.95)), ms(percentile(latencies, 0.99)),
             ms(latencies.back()));
}

std::vector<std::string> shortfalls(const Totals& totals, bool watched) {
  std::vector<std::string> said;
  if (totals.published == 0) said.emplace_back("nothing was published");
  if (totals.acknowledged < totals.published) {
    said.push_back(fmt::format("{} of {} messages were never acknowledged",
                               totals.published - totals.acknowledged, totals.published));
  }
  if (totals.stored < totals.acknowledged) {
    said.push_back(fmt::format("{} messages were acknowledged and are not in the log",
                               totals.acknowledged - totals.stored));
  }
  if (watched && totals.presses_seen < totals.presses) {
    said.push_back(fmt::format("{} of {} presses were never seen on the console",
                               totals.presses - totals.presses_seen, totals.presses));
  }
  return said;
}

}  // namespace varde::cli
