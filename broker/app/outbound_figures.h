// What is counted of each receiver of notifications, as /metrics shows it:
// docs/reference/metrics.md.
#pragma once

#include <map>
#include <vector>

#include "broker/api/figure.h"
#include "broker/base/ids.h"
#include "broker/base/instant.h"
#include "broker/outbound/receiver_queue.h"

namespace varde::app {

[[nodiscard]] std::vector<api::Figure> figures_of(
    const std::map<ReceiverId, outbound::ReceiverCounters>& counters, Instant now);

}  // namespace varde::app
