// What the vendors' adapters count, as /metrics shows it: docs/reference/metrics.md.
#pragma once

#include <vector>

#include "adapters/host/adapter_host.h"
#include "broker/api/figure.h"

namespace varde::app {

[[nodiscard]] std::vector<api::Figure> figures_of(const adapters::AdapterCounters& counters);

}  // namespace varde::app
