// From the metrics of one message to signals, by the rules of the device they are of.
// Thread safety: pure functions.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "adapters/host/sparkplug/metric_rules.h"
#include "adapters/host/sparkplug/metric_table.h"
#include "adapters/host/sparkplug/sparkplug_payload.h"
#include "broker/base/instant.h"
#include "broker/core/signal.h"

namespace varde::adapters::sparkplug {

struct MetricReport {
  std::vector<core::Signal> signals;  // In the order of the message.
  std::optional<std::string> unread;  // What was first not understood; one line.
};

// What `payload` says of `device`; `table` is its last birth, null if none is known. History that
// goes beyond what one message may say is left out, the oldest first.
[[nodiscard]] MetricReport report(const SparkplugDevice& device, const MetricTable* table,
                                  const Payload& payload);

// True if `payload` calls a metric by an alias that `table` does not know.
[[nodiscard]] bool has_unknown_alias(const MetricTable* table, const Payload& payload);

// `offline`, and each alarm kind that the rules name as unknown: a device that is gone has not
// returned to normal.
[[nodiscard]] std::vector<core::Signal> death_of(const MetricRules& rules,
                                                 std::optional<Instant> device_time);

}  // namespace varde::adapters::sparkplug
