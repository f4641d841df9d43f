// Who hears what: the subscriptions of all sessions, by the levels of their topic filters.
//
// A match walks the levels of the topic, not the subscriptions: its cost grows with the logarithm
// of their number, and with how many hear the message. It takes nothing from the heap. A level is
// kept once for all filters that begin alike: where 10,000 devices hold two subscriptions each on
// topics of their own, one costs 216 bytes (bench/mqtt_topics_bench.cc). How many there may be is
// the caller's to bound.
// Thread safety: one thread at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

#include "broker/base/function_ref.h"
#include "broker/links/mqtt/codec/packet.h"
#include "broker/links/mqtt/topics/topic_levels.h"

namespace varde::links::mqtt {

using SessionNumber = std::uint64_t;  // Of a session in this process.

struct SubscriptionOptions {
  Qos maximum_qos = Qos::AtMostOnce;
  bool no_local = false;
  bool retain_as_published = false;
  std::uint32_t subscription_id = 0;  // 0: none.
  friend bool operator==(const SubscriptionOptions&, const SubscriptionOptions&) = default;
};

class SubscriptionTree {
 public:
  struct Match {
    SessionNumber session = 0;
    SubscriptionOptions options;
    friend bool operator==(const Match&, const Match&) = default;
  };

  // One shared subscription: one of `members` gets the message. `turn` is the caller's to advance
  // (round robin); it begins at 0 and lives as long as the group has a member.
  struct GroupMatch {
    std::span<const Match> members;  // At least one; by session.
    std::uint64_t& turn;
  };

  SubscriptionTree();
  ~SubscriptionTree();
  SubscriptionTree(const SubscriptionTree&) = delete;
  SubscriptionTree& operator=(const SubscriptionTree&) = delete;

  // True if it is new; otherwise the options are replaced. REQUIRES: is_topic_filter(filter).
  bool add(std::string_view filter, SessionNumber session, const SubscriptionOptions& options);

  // False: there was none.
  bool remove(std::string_view filter, SessionNumber session);

  // As `add` and `remove`, for a member of `group` (see `parse_shared`).
  bool add_shared(std::string_view group, std::string_view filter, SessionNumber session,
                  const SubscriptionOptions& options);
  bool remove_shared(std::string_view group, std::string_view filter, SessionNumber session);

  // Calls `each` with every subscription that matches `topic` (a session may come several times,
  // once for each of its filters) and `group` once for each shared group and filter.
  // REQUIRES: is_topic_name(topic); neither function changes the tree.
  void match(std::string_view topic, FunctionRef<void(const Match&)> each,
             FunctionRef<void(GroupMatch)> group);

  // Subscriptions, those of groups among them.
  [[nodiscard]] std::size_t size() const { return size_; }

  // Levels that are kept: none without a subscription.
  [[nodiscard]] std::size_t nodes() const { return nodes_; }

 private:
  struct Node;
  struct Visitor;

  Node& reach(std::string_view filter);
  bool remove_below(Node& node, TopicLevels levels, FunctionRef<bool(Node&)> remove_from);
  static void walk(Node& node, TopicLevels levels, const Visitor& visitor);

  std::unique_ptr<Node> root_;  // The level before the first; holds no subscription.
  std::size_t size_ = 0;
  std::size_t nodes_ = 0;  // Without the root.
};

}  // namespace varde::links::mqtt
