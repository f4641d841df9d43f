// Whatever stands in the register is rules that can be used, or a reason that can be shown.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "adapters/host/canonical_limits.h"
#include "adapters/host/sparkplug/metric_rules_json.h"
#include "broker/base/assert.h"
#include "tests/fuzz/checks.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace varde;
  using namespace varde::adapters::sparkplug;
  const auto read = read_metric_rules({reinterpret_cast<const char*>(data), size});
  if (!read) {
    check_reason(read.error().reason);
    return 0;
  }
  VARDE_ASSERT(!fault_of(*read) && read->rules.size() <= kMetricRules);
  for (const MetricRule& rule : read->rules) {
    VARDE_ASSERT(adapters::utf8_length(rule.metric).value_or(0) > 0);
    VARDE_ASSERT(rule.metric.size() <= kMetricNameBytes);
  }
  return 0;
}
