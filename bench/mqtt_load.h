// A load of MQTT 5 clients in one thread, for any broker: publishers at QoS 1, and a subscriber
// that hears them all.
//
// Lean on purpose, because it shares the machine with what it measures: packets by Varde's own
// codec, one write for all that is due.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "bench/latency.h"
#include "tests/support/async_mqtt_client.h"

namespace varde::bench {

using Login = test::MqttLogin;

struct LoadPlan {
  std::uint16_t port = 0;
  Login publisher;  // Publishers add "-1", "-2" ... to the client id.
  std::optional<Login> subscriber;
  std::size_t connections = 8;
  std::size_t window = 50;  // Unacknowledged messages of one connection.
  unsigned per_second = 0;  // Over all connections; 0: as fast as acknowledgements come.
  std::size_t messages = 0;
  bool calls = false;  // Help calls instead of heartbeats.
  std::string boot;    // Of the signals' keys; a new one for each load.
};

struct LoadFigures {
  Summary acknowledged;          // From publish to PUBACK.
  std::optional<Summary> heard;  // From publish to the subscriber.
};

// Runs it to its end. Throws std::runtime_error if anything is refused, or missing after two
// minutes.
[[nodiscard]] LoadFigures run_load(const LoadPlan& plan);

}  // namespace varde::bench
