// What the broker knows of one client beyond its connection (MQTT 5.0 section 4.1).
//
// A session belongs to a client name and a client identifier together: two devices that use the
// same identifier have two sessions, so none takes another's over.
// Thread safety: one thread at a time.
#pragma once

#include <compare>
#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "broker/base/instant.h"
#include "broker/links/mqtt/codec/packet.h"
#include "broker/links/mqtt/delivery_queue.h"
#include "broker/links/mqtt/topics/subscription_tree.h"

namespace varde::links::mqtt {

struct SessionKey {
  std::string client;  // The name that was proved; empty: anonymous.
  std::string client_id;
  friend auto operator<=>(const SessionKey&, const SessionKey&) = default;
};

// A text of its own for each key: neither half holds a NUL.
[[nodiscard]] inline std::string text_of(const SessionKey& key) {
  return key.client + '\0' + key.client_id;
}

inline constexpr std::uint32_t kNeverExpires = 0xFFFFFFFF;

class ClientProtocol;

struct Session {
  Session(SessionNumber its_number, SessionKey its_key, const DeliveryQueue::Limits& limits)
      : number(its_number), key(std::move(its_key)), outgoing(limits) {}

  const SessionNumber number;
  const SessionKey key;
  std::uint32_t expiry_s = 0;  // After the connection is gone; kNeverExpires.
  std::map<std::string, SubscriptionOptions> subscriptions;  // By filter, "$share/..." and all.
  DeliveryQueue outgoing;

  // QoS 2, from the client: identifiers of messages taken and not yet released; true once on disk.
  std::map<std::uint16_t, bool> received;

  std::optional<Will> will;              // Of the connection, until it ends well.
  std::optional<Instant> offline_since;  // None while connected.
  std::optional<Instant> will_due;       // The connection ended without a goodbye.
  bool lost_by_restart = false;          // It was the broker that ended its last connection.
  ClientProtocol* connection = nullptr;
  bool recorded = false;       // A record of it is on disk, or on its way there.
  std::optional<Instant> due;  // As SessionTable has it.

  // It outlives its connection.
  [[nodiscard]] bool persistent() const { return expiry_s > 0; }
  // It must be remembered across a restart: for itself, or for a will nobody else would publish.
  [[nodiscard]] bool wants_record() const { return persistent() || will.has_value(); }
};

}  // namespace varde::links::mqtt
