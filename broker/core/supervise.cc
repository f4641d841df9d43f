#include "broker/core/supervise.h"

#include "broker/core/ticks.h"

namespace varde::core {

void watch_register(Supervision&, const RegisterChanged&, Instant) {}

void watch(Supervision&, const AlarmBook&, const Event&) {}

std::optional<Instant> next_silence(const State&) { return std::nullopt; }
void report_silence(Draft&) {}

}  // namespace varde::core
