// What the MQTT listener counts, as /metrics shows it: docs/reference/metrics.md.
#pragma once

#include <vector>

#include "broker/api/figure.h"
#include "broker/links/mqtt/counters.h"

namespace varde::app {

[[nodiscard]] std::vector<api::Figure> figures_of(const links::mqtt::Counters& counters);

}  // namespace varde::app
