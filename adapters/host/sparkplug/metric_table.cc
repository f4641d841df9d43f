#include "adapters/host/sparkplug/metric_table.h"

#include <algorithm>
#include <utility>

namespace varde::adapters::sparkplug {

MetricTable::MetricTable(const Payload& birth) {
  std::vector<const Metric*> named;
  for (const Metric& metric : birth.metrics) {
    if (metric.name) named.push_back(&metric);
  }
  std::ranges::stable_sort(named, {},
                           [](const Metric* metric) { return std::string_view(*metric->name); });
  for (const Metric* metric : named) {
    if (metric->alias) aliases_.push_back({*metric->alias, metrics_.size()});
    metrics_.push_back({*metric->name, metric->datatype});
  }
  std::ranges::sort(aliases_, {}, &Alias::alias);
  // Which of two metrics an alias means, nobody can say.
  std::vector<Alias> unambiguous;
  for (std::size_t i = 0; i < aliases_.size(); ++i) {
    const bool as_before = i > 0 && aliases_[i - 1].alias == aliases_[i].alias;
    const bool as_next = i + 1 < aliases_.size() && aliases_[i + 1].alias == aliases_[i].alias;
    if (!as_before && !as_next) unambiguous.push_back(aliases_[i]);
  }
  aliases_ = std::move(unambiguous);
}

const KnownMetric* MetricTable::by_alias(std::uint64_t alias) const {
  const auto found = std::ranges::lower_bound(aliases_, alias, {}, &Alias::alias);
  if (found == aliases_.end() || found->alias != alias) return nullptr;
  return &metrics_[found->metric];
}

const KnownMetric* MetricTable::by_name(std::string_view name) const {
  const auto found = std::ranges::lower_bound(
      metrics_, name, {}, [](const KnownMetric& metric) { return std::string_view(metric.name); });
  if (found == metrics_.end() || found->name != name) return nullptr;
  return &*found;
}

}  // namespace varde::adapters::sparkplug
