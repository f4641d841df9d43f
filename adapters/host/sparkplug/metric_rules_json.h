// Reads what the metrics of a registered device mean: the `parameters` of the register, as JSON.
//
//   {"metrics": [
//     {"metric": "Pumps/1/Fault", "kind": "pump_fault", "values": {"true": "active",
//                                                                  "false": "normal"}},
//     {"metric": "Level", "kind": "water_level", "value": true, "unit": "m"},
//     {"metric": "Level", "kind": "water_leak", "above": 2.5, "clears_below": 2.3}]}
//
// A rule says what states the metric's values are (`values`, or limits as in state_rule.h), or that
// its number is reported (`value`), or both. What raises or ends alarms must have states: a birth
// tells every metric, and the metric that only has to be there would call at each of them.
// Thread safety: pure function.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "adapters/host/sparkplug/metric_rules.h"
#include "broker/base/result.h"

namespace varde::adapters::sparkplug {

inline constexpr std::size_t kMetricParametersBytes = 16 * 1024;  // As of any device's.

struct ParametersFault {
  std::string reason;  // One line: "parameters: metric 2: kind: ...".
};

// Rules that can be used: `fault_of` has none. Empty text and an empty object give no rules: of
// such a device only birth and death are told.
[[nodiscard]] Result<MetricRules, ParametersFault> read_metric_rules(std::string_view parameters);

}  // namespace varde::adapters::sparkplug
