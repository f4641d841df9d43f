// The newest retained message of each topic (MQTT 5.0 section 3.3.1.3).
//
// Bounded by count and bytes: what has no room is refused, and nothing is thrown out for it.
// Thread safety: one thread at a time.
#pragma once

#include <cstddef>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "broker/base/function_ref.h"
#include "broker/base/instant.h"
#include "broker/links/mqtt/codec/packet.h"

namespace varde::links::mqtt {

struct RetainedMessage {
  std::string topic;
  std::string payload;
  Qos qos = Qos::AtMostOnce;
  PublishProperties properties;
  std::optional<Instant> expires_at;  // From then on it is not sent.
  std::string publisher;              // Whose session, by `text_of`; empty: not known any more.
  friend bool operator==(const RetainedMessage&, const RetainedMessage&) = default;
};

struct RetainedLimits {
  std::size_t messages = 100'000;
  std::size_t bytes = std::size_t{64} * 1024 * 1024;  // As `bytes_of` counts them.
};

class RetainedMessages {
 public:
  explicit RetainedMessages(const RetainedLimits& limits = {}) : limits_(limits) {}
  RetainedMessages(const RetainedMessages&) = delete;
  RetainedMessages& operator=(const RetainedMessages&) = delete;

  // What keeping `message` takes: its texts and what holds them, so that many empty properties are
  // not free either.
  [[nodiscard]] static std::size_t bytes_of(const RetainedMessage& message);

  // True if `put` would take it: also where it fits only because it replaces another.
  [[nodiscard]] bool has_room(const RetainedMessage& message) const;

  // Keeps `message` instead of what its topic had; an empty payload removes that. False: there is
  // no room, nothing changed. REQUIRES: is_topic_name(message.topic).
  bool put(RetainedMessage message);

  void remove(std::string_view topic);

  // Null: there is none. It may have expired; valid until the next change.
  [[nodiscard]] const RetainedMessage* find(std::string_view topic) const;

  // Calls `each` with what matches `filter` and has not expired, by topic. Looks only at topics
  // that begin as the filter does before its first wildcard: all, if it begins with one. REQUIRES:
  // is_topic_filter(filter); `each` changes nothing here.
  void match(std::string_view filter, Instant now,
             FunctionRef<void(const RetainedMessage&)> each) const;

  // Removes what has expired and names its topics, the earliest first.
  std::vector<std::string> expire(Instant now);

  [[nodiscard]] std::size_t size() const { return messages_.size(); }
  [[nodiscard]] std::size_t bytes() const { return bytes_; }

 private:
  struct ByTopic {
    using is_transparent = void;
    static std::string_view key(std::string_view topic) { return topic; }
    static std::string_view key(const RetainedMessage& message) { return message.topic; }
    bool operator()(const auto& left, const auto& right) const { return key(left) < key(right); }
  };
  using Messages = std::set<RetainedMessage, ByTopic>;

  void remove(Messages::const_iterator message);

  RetainedLimits limits_;
  Messages messages_;
  std::set<std::pair<Instant, std::string_view>> expiries_;  // The topics are those of messages_.
  std::size_t bytes_ = 0;
};

}  // namespace varde::links::mqtt
