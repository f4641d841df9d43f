#include "broker/app/outbound_figures.h"

#include <chrono>

namespace varde::app {

std::vector<api::Figure> figures_of(
    const std::map<ReceiverId, outbound::ReceiverCounters>& counters, Instant now) {
  using outbound::ReceiverCounters;
  std::vector<api::Figure> out;
  const auto add = [&](const char* name, const char* help, bool counter, auto value) {
    for (const auto& [id, of] : counters) {
      const double figure = static_cast<double>(value(of));
      out.push_back({name, help, counter, figure, {{"receiver", id.str()}}});
    }
  };
  add("varde_outbound_sent_total", "Notifications that the receiver took.", true,
      [](const ReceiverCounters& of) { return of.sent; });
  add("varde_outbound_failed_total", "Notifications that it will never take.", true,
      [](const ReceiverCounters& of) { return of.failed; });
  add("varde_outbound_expired_total", "Notifications too late, or no longer needed.", true,
      [](const ReceiverCounters& of) { return of.expired; });
  add("varde_outbound_waiting", "Notifications waiting and under way.", false,
      [](const ReceiverCounters& of) { return of.waiting; });
  for (const auto& [id, of] : counters) {
    if (!of.succeeded_at) continue;
    const auto since = std::chrono::duration<double>(now - *of.succeeded_at).count();
    out.push_back({"varde_outbound_success_seconds",
                   "Since it took one last.",
                   false,
                   since,
                   {{"receiver", id.str()}}});
  }
  return out;
}

}  // namespace varde::app
