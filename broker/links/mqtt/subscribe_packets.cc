// SUBSCRIBE and UNSUBSCRIBE.
#include <algorithm>
#include <utility>

#include "broker/links/mqtt/client_protocol.h"
#include "broker/links/mqtt/clients/rights.h"
#include "broker/links/mqtt/topics/topic.h"

namespace varde::links::mqtt {

// A retained message that a SUBSCRIBE is answered with, behind its SUBACK.
struct ClientProtocol::Retained {
  MessagePtr message;
  std::vector<std::uint32_t> subscription_ids;
  std::uint64_t sequence = 0;  // Of its delivery; 0: QoS 0.
};

void ClientProtocol::on_subscribe(const Subscribe& subscribe) {
  Suback answer;
  answer.packet_id = subscribe.packet_id;
  std::vector<Retained> retained;
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
                 begin_retained(retained);
                 send_waiting();
                 hub_.notices.session_listens(*session_, hub_.now());
               });
}

// What was replaced while SUBACK waited for the disk is not sent any more: the newer one has come
// by itself.
void ClientProtocol::begin_retained(const std::vector<Retained>& retained) {
  std::vector<eventlog::LinkRecord> dropped;
  for (const Retained& one : retained) {
    const RetainedMessage* kept = hub_.retained.find(one.message->topic);
    const bool replaced = kept == nullptr || kept->payload != one.message->payload;
    if (one.sequence == 0) {
      if (!replaced) send_later(one.message, true, one.subscription_ids);
    } else if (!replaced) {
      session_->outgoing.commit(one.sequence);
    } else {
      session_->outgoing.drop(one.sequence);
      dropped.push_back(hub_.records.remove_delivery(session_->number, one.sequence));
    }
  }
  if (session_->persistent()) hub_.keep_lazily(std::move(dropped));
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
                                   std::vector<Retained>& out,
                                   std::vector<eventlog::LinkRecord>& records) {
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
      out.push_back({std::move(message), ids});
      return;
    }
    const Delivery* delivery = session_->outgoing.add(message, qos, true, ids);
    if (delivery == nullptr) return;
    out.push_back({std::move(message), ids, delivery->sequence});
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
