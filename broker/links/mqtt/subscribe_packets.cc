// SUBSCRIBE and UNSUBSCRIBE.
#include <algorithm>
#include <utility>

#include "broker/links/mqtt/client_protocol.h"
#include "broker/links/mqtt/clients/rights.h"
#include "broker/links/mqtt/topics/topic.h"

namespace varde::links::mqtt {

// Retained messages that a SUBSCRIBE is answered with, behind its SUBACK.
struct ClientProtocol::Retained {
  struct Now {
    MessagePtr message;
    std::vector<std::uint32_t> subscription_ids;
  };
  std::vector<Now> at_qos_0;
  std::vector<std::uint64_t> deliveries;
};

void ClientProtocol::on_subscribe(const Subscribe& subscribe) {
  Suback answer;
  answer.packet_id = subscribe.packet_id;
  Retained retained;
  std::vector<eventlog::LinkRecord> records;
  const std::uint32_t id = subscribe.subscription_id.value_or(0);
  for (const Subscription& subscription : subscribe.subscriptions) {
    answer.reasons.push_back(judge(subscription));
    if (is_error(answer.reasons.back())) continue;
    const bool is_new = !session_->subscriptions.contains(subscription.filter);
    hub_.router.subscribe(
        *session_, subscription.filter,
        {subscription.maximum_qos, subscription.no_local, subscription.retain_as_published, id});
    const bool wanted = subscription.retain_handling == RetainHandling::Send ||
                        (subscription.retain_handling == RetainHandling::SendIfNew && is_new);
    if (wanted) plan_retained(subscription, id, retained, records);
  }
  if (session_->persistent()) records.push_back(hub_.records.put(*session_));
  if (!session_->persistent()) records.clear();
  after_commit(std::move(records),
               [this, answer = std::move(answer), retained = std::move(retained)] {
                 outlet_.send(Packet(answer), version_);
                 for (const auto& [message, ids] : retained.at_qos_0)
                   send_later(message, true, ids);
                 for (const std::uint64_t sequence : retained.deliveries)
                   session_->outgoing.commit(sequence);
                 send_waiting();
                 hub_.notices.session_listens(*session_, hub_.now());
               });
}

Reason ClientProtocol::judge(const Subscription& subscription) const {
  const auto shared = parse_shared(subscription.filter);
  if (is_shared(subscription.filter) ? !shared : !is_topic_filter(subscription.filter)) {
    return Reason::TopicFilterInvalid;
  }
  if (!may_subscribe(client_, subscription.filter)) return Reason::NotAuthorized;
  const auto& held = session_->subscriptions;
  if (!held.contains(subscription.filter) && held.size() >= hub_.options.limits.subscriptions) {
    return Reason::QuotaExceeded;
  }
  return static_cast<Reason>(subscription.maximum_qos);
}

// What is kept for a filter goes to who subscribes to it, but not to members of a group (4.8.2).
void ClientProtocol::plan_retained(const Subscription& subscription, std::uint32_t id,
                                   Retained& out, std::vector<eventlog::LinkRecord>& records) {
  if (is_shared(subscription.filter)) return;
  const std::vector<std::uint32_t> ids =
      id == 0 ? std::vector<std::uint32_t>() : std::vector<std::uint32_t>{id};
  hub_.retained.match(subscription.filter, hub_.now(), [&](const RetainedMessage& kept) {
    if (subscription.no_local && kept.publisher == text_of(session_->key)) return;
    auto message = std::make_shared<Message>();
    message->topic = kept.topic;
    message->payload = kept.payload;
    message->qos = kept.qos;
    message->retain = true;
    message->properties = kept.properties;
    message->expires_at = kept.expires_at;
    const Qos qos = std::min(kept.qos, subscription.maximum_qos);
    if (qos == Qos::AtMostOnce) {
      out.at_qos_0.push_back({std::move(message), ids});
      return;
    }
    const Delivery* delivery = session_->outgoing.add(std::move(message), qos, true, ids);
    if (delivery == nullptr) return;
    out.deliveries.push_back(delivery->sequence);
    records.push_back(hub_.records.put(session_->number, *delivery));
  });
}

void ClientProtocol::on_unsubscribe(const Unsubscribe& unsubscribe) {
  Unsuback answer;
  answer.packet_id = unsubscribe.packet_id;
  for (const std::string& filter : unsubscribe.filters) {
    const bool held = session_->subscriptions.contains(filter);
    if (held) hub_.router.unsubscribe(*session_, filter);
    answer.reasons.push_back(held ? Reason::Success : Reason::NoSubscriptionExisted);
  }
  std::vector<eventlog::LinkRecord> records;
  if (session_->persistent()) records.push_back(hub_.records.put(*session_));
  after_commit(std::move(records),
               [this, answer = std::move(answer)] { outlet_.send(Packet(answer), version_); });
}

}  // namespace varde::links::mqtt
