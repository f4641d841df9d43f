// The metrics of one birth certificate: what the numbers of later data messages stand for.
// Thread safety: values.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/host/sparkplug/sparkplug_payload.h"

namespace varde::adapters::sparkplug {

struct KnownMetric {
  std::string name;
  std::optional<std::uint32_t> datatype;
};

class MetricTable {
 public:
  MetricTable() = default;
  explicit MetricTable(const Payload& birth);

  // None: the birth did not name it. Nor does it, in effect, if it gave the same alias to two.
  [[nodiscard]] const KnownMetric* by_alias(std::uint64_t alias) const;
  [[nodiscard]] const KnownMetric* by_name(std::string_view name) const;

  [[nodiscard]] std::size_t size() const { return metrics_.size(); }

 private:
  struct Alias {
    std::uint64_t alias = 0;
    std::size_t metric = 0;  // Its place in `metrics_`.
  };

  std::vector<KnownMetric> metrics_;  // By name.
  std::vector<Alias> aliases_;        // By alias; each comes once.
};

}  // namespace varde::adapters::sparkplug
