// Who gets a message: subscriptions to deliveries.
//
// A message is first planned, when it is taken in: its deliveries get their place and their record,
// which is written in the same commit as the message. After the commit the plan is delivered; what
// was refused is cancelled. Thread safety: one thread at a time.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "broker/base/instant.h"
#include "broker/eventlog/event_log.h"
#include "broker/links/mqtt/message.h"
#include "broker/links/mqtt/session_records.h"
#include "broker/links/mqtt/session_table.h"
#include "broker/links/mqtt/topics/subscription_tree.h"

namespace varde::links::mqtt {

class Router {
 public:
  Router(SessionTable& sessions, const SessionRecords& records)
      : sessions_(sessions), records_(records) {}

  // What one session is to get of a message.
  struct Target {
    SessionNumber session = 0;
    Qos qos = Qos::AtMostOnce;
    bool retain = false;
    std::vector<std::uint32_t> subscription_ids;
    std::uint64_t sequence = 0;  // Of its delivery; 0: QoS 0, or there was no room.
  };
  using Route = std::vector<Target>;

  // The sessions that hear `topic`, each once, with the best of their subscriptions. Of a shared
  // subscription one member: somebody connected, if anybody is, in turn. `publisher` 0: nobody's.
  [[nodiscard]] Route find(std::string_view topic, Qos qos, bool retain, SessionNumber publisher);

  // Who hears it now and is not in `route`, which was found earlier. No members of groups.
  [[nodiscard]] Route find_newcomers(const Route& route, const Message& message,
                                     SessionNumber publisher);

  // Gives each target of QoS 1 or 2 its place in the queue; what outlives a restart is added to
  // `records`. What has expired makes room for it; who has none gets nothing, and is counted.
  void plan(Route& route, const MessagePtr& message, Instant now,
            std::vector<eventlog::LinkRecord>& records);

  // The message is on disk: everybody gets it.
  void deliver(const Route& route, const MessagePtr& message);

  // It was refused: nobody gets it.
  void cancel(const Route& route);

  // Of one session. `filter` may be shared.
  void subscribe(Session& session, const std::string& filter, const SubscriptionOptions& options);
  bool unsubscribe(Session& session, const std::string& filter);
  void unsubscribe_all(Session& session);

  // Puts the subscriptions of a session that was read from disk into the tree.
  void restore(Session& session);

  [[nodiscard]] std::size_t subscriptions() const { return tree_.size(); }
  // Deliveries that were given up because their queue was full, or the client read too slowly.
  [[nodiscard]] std::uint64_t dropped() const { return dropped_; }

 private:
  [[nodiscard]] const SubscriptionTree::Match* choose(SubscriptionTree::GroupMatch group);
  const Delivery* add_delivery(Session& session, const Target& target, const MessagePtr& message,
                               Instant now, std::vector<eventlog::LinkRecord>& records);

  SessionTable& sessions_;
  const SessionRecords& records_;
  SubscriptionTree tree_;
  std::uint64_t dropped_ = 0;
};

}  // namespace varde::links::mqtt
