// The messages of QoS 1 and 2 on their way to one client, in order, until it has them.
//
// A delivery is added when its message is taken in, with its packet identifier, so that its record
// can be written in the same commit; it is sent only after that commit. The identifier stays
// through reconnects and restarts (MQTT 5.0 section 4.4). Thread safety: one thread at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <unordered_map>
#include <vector>

#include "broker/base/ids.h"
#include "broker/base/instant.h"
#include "broker/links/mqtt/message.h"

namespace varde::links::mqtt {

struct Delivery {
  enum class State : std::uint8_t {
    Uncommitted,  // Not on disk yet, or its message isn't.
    Waiting,
    Sent,
    Released,  // QoS 2: the client has the message; PUBREL goes, or has gone.
  };

  std::uint64_t sequence = 0;  // Its place in the queue; never used twice.
  std::uint16_t packet_id = 0;
  MessagePtr message;  // Null once released.
  Qos qos = Qos::AtLeastOnce;
  bool retain = false;
  std::vector<std::uint32_t> subscription_ids;
  EffectId effect;  // To be concluded when the client has it; none for most.
  State state = State::Uncommitted;
  bool sent_before = false;  // On an earlier connection, maybe.
};

class DeliveryQueue {
 public:
  struct Limits {
    std::size_t messages = 10'000;  // At most 65,535: the packet identifiers.
    std::size_t bytes = 16 * 1024 * 1024;
  };
  explicit DeliveryQueue(const Limits& limits) : limits_(limits) {}

  // Puts a delivery at the end, uncommitted. Null, with nothing done, where there is no room. The
  // pointer holds until the queue is changed.
  const Delivery* add(MessagePtr message, Qos qos, bool retain,
                      std::vector<std::uint32_t> subscription_ids, EffectId effect = {});

  // It is on disk, or need not be: from now on it may be sent. Unknown ones are passed over.
  void commit(std::uint64_t sequence);

  // It was refused, or concerns nobody any more. The packet identifier is free again.
  void drop(std::uint64_t sequence);

  // The next to be sent, now counted as sent; null: nothing waits, or `window` are under way. What
  // has expired is dropped on the way, and its sequences are added to `dropped`.
  [[nodiscard]] const Delivery* send_next(Instant now, std::size_t window,
                                          std::vector<std::uint64_t>& dropped);

  // The client's answers. None: no delivery waits for that answer.
  [[nodiscard]] std::optional<Delivery> on_puback(std::uint16_t packet_id);
  [[nodiscard]] const Delivery* on_pubrec(std::uint16_t packet_id);  // Now released.
  // The same for a PUBREC that refuses: the delivery is over.
  [[nodiscard]] std::optional<Delivery> on_pubrec_error(std::uint16_t packet_id);
  [[nodiscard]] std::optional<Delivery> on_pubcomp(std::uint16_t packet_id);

  // The connection is gone: what was sent and not answered will be sent again, before the rest.
  // Those for effects are taken out and returned: they are delivered by whoever connects first.
  [[nodiscard]] std::vector<Delivery> on_disconnect();

  // Packet identifiers whose PUBREL has to be sent on a new connection, in order.
  [[nodiscard]] std::vector<std::uint16_t> released() const;

  // Drops what has expired and was not sent; the sequences. Costs nothing while nothing can have.
  [[nodiscard]] std::vector<std::uint64_t> expire(Instant now);

  // What waits to be sent again, in order; until the next change.
  [[nodiscard]] std::vector<const Delivery*> sent_before() const;

  // Puts back what was read from disk; in the order of the sequences. False: the packet identifier
  // is taken, which only a broken record can want.
  bool restore(Delivery delivery);

  [[nodiscard]] std::vector<std::uint64_t> sequences() const;
  [[nodiscard]] std::size_t size() const { return deliveries_.size(); }
  [[nodiscard]] std::size_t bytes() const { return bytes_; }
  [[nodiscard]] bool waits() const { return !waiting_.empty(); }

 private:
  using Deliveries = std::map<std::uint64_t, Delivery>;

  [[nodiscard]] std::uint16_t free_packet_id();
  [[nodiscard]] Deliveries::iterator find(std::uint16_t packet_id, Qos qos, Delivery::State state);
  Delivery take(Deliveries::iterator delivery);
  void note_expiry(const Delivery& delivery);

  Limits limits_;
  Deliveries deliveries_;                                          // By sequence.
  std::unordered_map<std::uint16_t, std::uint64_t> by_packet_id_;  // To the sequence.
  std::deque<std::uint64_t> waiting_;  // Sequences in the order of sending; some may be gone.
  std::size_t under_way_ = 0;          // Sent or released.
  std::size_t bytes_ = 0;
  std::optional<Instant> first_expiry_;  // Nothing that waits expires before; none: nothing does.
  std::uint64_t newest_ = 0;
  std::uint16_t newest_packet_id_ = 0;
};

}  // namespace varde::links::mqtt
