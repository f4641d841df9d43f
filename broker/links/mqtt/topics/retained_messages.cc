#include "broker/links/mqtt/topics/retained_messages.h"

#include <cstdint>

#include "broker/base/assert.h"
#include "broker/links/mqtt/topics/topic.h"

namespace varde::links::mqtt {
namespace {

bool has_expired(const RetainedMessage& message, Instant now) {
  return message.expires_at && *message.expires_at <= now;
}

}  // namespace

std::size_t RetainedMessages::bytes_of(const RetainedMessage& message) {
  const PublishProperties& properties = message.properties;
  std::size_t bytes = sizeof(RetainedMessage) + message.topic.size() + message.payload.size() +
                      message.publisher.size() + properties.response_topic.size() +
                      properties.content_type.size() +
                      properties.subscription_ids.size() * sizeof(std::uint32_t);
  if (properties.correlation_data) bytes += properties.correlation_data->size();
  for (const UserProperty& property : properties.user) {
    bytes += sizeof(UserProperty) + property.name.size() + property.value.size();
  }
  return bytes;
}

bool RetainedMessages::has_room(const RetainedMessage& message) const {
  if (message.payload.empty()) return true;
  const RetainedMessage* replaced = find(message.topic);
  const std::size_t others = size() - (replaced ? 1 : 0);
  const std::size_t bytes_of_others = bytes_ - (replaced ? bytes_of(*replaced) : 0);
  return others < limits_.messages && bytes_of_others + bytes_of(message) <= limits_.bytes;
}

bool RetainedMessages::put(RetainedMessage message) {
  VARDE_ASSERT(is_topic_name(message.topic));
  if (!has_room(message)) return false;
  remove(message.topic);
  if (message.payload.empty()) return true;
  const auto kept = messages_.insert(std::move(message)).first;
  bytes_ += bytes_of(*kept);
  if (kept->expires_at) expiries_.emplace(*kept->expires_at, kept->topic);
  return true;
}

void RetainedMessages::remove(std::string_view topic) {
  const auto found = messages_.find(topic);
  if (found != messages_.end()) remove(found);
}

void RetainedMessages::remove(Messages::const_iterator message) {
  if (message->expires_at) expiries_.erase({*message->expires_at, message->topic});
  bytes_ -= bytes_of(*message);
  messages_.erase(message);
}

const RetainedMessage* RetainedMessages::find(std::string_view topic) const {
  const auto found = messages_.find(topic);
  return found == messages_.end() ? nullptr : &*found;
}

void RetainedMessages::match(std::string_view filter, Instant now,
                             FunctionRef<void(const RetainedMessage&)> each) const {
  const auto offer = [&](const RetainedMessage& message) {
    if (!has_expired(message, now) && matches(filter, message.topic)) each(message);
  };
  const auto wildcard = filter.find_first_of("#+");
  const std::string_view beginning = filter.substr(0, wildcard);
  // A name has one topic. "a/#" has "a" too, which is not among those that begin with "a/", and
  // others may stand between ("a!").
  const bool parent = filter.ends_with("/#") && wildcard == filter.size() - 1;
  const bool name = wildcard == std::string_view::npos;
  if (name || parent) {
    const auto* found = find(name ? filter : beginning.substr(0, beginning.size() - 1));
    if (found) offer(*found);
  }
  if (name) return;
  for (auto it = messages_.lower_bound(beginning);
       it != messages_.end() && it->topic.starts_with(beginning); ++it) {
    offer(*it);
  }
}

std::vector<std::string> RetainedMessages::expire(Instant now) {
  std::vector<std::string> expired;
  while (!expiries_.empty() && expiries_.begin()->first <= now) {
    expired.emplace_back(expiries_.begin()->second);
    remove(expired.back());
  }
  return expired;
}

}  // namespace varde::links::mqtt
