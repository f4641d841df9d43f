// Sessions, deliveries and retained messages as records that outlive the process: keys and values
// as docs/internals/event-log.md lays them out.
// Thread safety: pure functions over their arguments.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "broker/base/ids.h"
#include "broker/base/result.h"
#include "broker/eventlog/event_log.h"
#include "broker/links/mqtt/message.h"
#include "broker/links/mqtt/session.h"

namespace varde::links::mqtt {

class SessionRecords {
 public:
  explicit SessionRecords(const LinkId& link) : prefix_(link.str() + "/") {}

  [[nodiscard]] eventlog::LinkRecord put(const Session& session) const;
  [[nodiscard]] eventlog::LinkRecord put(SessionNumber session, const Delivery& delivery) const;
  [[nodiscard]] eventlog::LinkRecord put_received(SessionNumber session,
                                                  std::uint16_t packet_id) const;
  [[nodiscard]] eventlog::LinkRecord put_retained(const Message& message) const;

  [[nodiscard]] eventlog::LinkRecord remove_delivery(SessionNumber session,
                                                     std::uint64_t sequence) const;
  [[nodiscard]] eventlog::LinkRecord remove_received(SessionNumber session,
                                                     std::uint16_t packet_id) const;
  [[nodiscard]] eventlog::LinkRecord remove_retained(const std::string& topic) const;

  // The session with all that belongs to it, itself last.
  void remove(const Session& session, std::vector<eventlog::LinkRecord>& out) const;

  struct Remembered {
    std::vector<std::unique_ptr<Session>> sessions;
    std::vector<Message> retained;
    SessionNumber newest = 0;                     // Of all that is mentioned.
    std::vector<eventlog::LinkRecord> to_remove;  // What belongs to no session any more.
  };

  // All that the log remembers of this link. A record that cannot be read is an error: it was ours.
  [[nodiscard]] Result<Remembered, eventlog::LogError> read(
      const eventlog::EventLog& log, const DeliveryQueue::Limits& limits) const;

 private:
  std::string prefix_;
};

}  // namespace varde::links::mqtt
