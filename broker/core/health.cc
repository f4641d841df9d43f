#include "broker/core/draft.h"

namespace varde::core {

Decision decide_health(const State&, const ReportHealth&, Instant) { return {}; }

}  // namespace varde::core
