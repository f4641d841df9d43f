#include "broker/app/listener_figures.h"

#include <atomic>

namespace varde::app {

std::vector<api::Figure> figures_of(const links::mqtt::Counters& counters) {
  std::vector<api::Figure> out;
  const auto add = [&](const char* name, const char* help, bool counter,
                       const std::atomic<std::uint64_t>& value) {
    out.push_back({name, help, counter, static_cast<double>(value.load())});
  };
  add("varde_mqtt_accepted_total", "Connections taken from the network.", true, counters.accepted);
  add("varde_mqtt_refused_total", "CONNECTs refused.", true, counters.refused);
  add("varde_mqtt_over_limit_total", "Connections closed because there were too many.", true,
      counters.over_limit);
  add("varde_mqtt_connected", "Clients connected.", false, counters.connected);
  add("varde_mqtt_sessions", "Sessions, with and without a connection.", false, counters.sessions);
  add("varde_mqtt_subscriptions", "Subscriptions of all sessions.", false, counters.subscriptions);
  add("varde_mqtt_retained", "Retained messages.", false, counters.retained);
  add("varde_mqtt_published_total", "Messages taken from clients.", true, counters.published);
  add("varde_mqtt_published_refused_total", "Of them, refused.", true, counters.refused_messages);
  add("varde_mqtt_delivered_total", "Messages sent to clients.", true, counters.delivered);
  add("varde_mqtt_dropped_total", "Messages that a client did not get: its queue was full.", true,
      counters.dropped);
  return out;
}

}  // namespace varde::app
