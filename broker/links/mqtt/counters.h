// What the listener counts, for /metrics and the tests.
// Thread safety: any thread may read; the listener's thread writes.
#pragma once

#include <atomic>
#include <cstdint>

namespace varde::links::mqtt {

struct Counters {
  std::atomic<std::uint64_t> accepted{0};          // Connections taken from the network.
  std::atomic<std::uint64_t> refused{0};           // Of them, without a session in the end.
  std::atomic<std::uint64_t> over_limit{0};        // Of them, because there were too many.
  std::atomic<std::uint64_t> connected{0};         // Clients, now.
  std::atomic<std::uint64_t> sessions{0};          // Now.
  std::atomic<std::uint64_t> subscriptions{0};     // Now.
  std::atomic<std::uint64_t> retained{0};          // Now.
  std::atomic<std::uint64_t> published{0};         // Messages taken from clients.
  std::atomic<std::uint64_t> refused_messages{0};  // Of them, refused with a reason.
  std::atomic<std::uint64_t> delivered{0};         // PUBLISH packets sent to clients.
  std::atomic<std::uint64_t> dropped{0};           // Deliveries given up: no room, or too slow.
};

}  // namespace varde::links::mqtt
