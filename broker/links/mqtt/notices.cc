#include "broker/links/mqtt/notices.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "adapters/host/device_notice.h"
#include "broker/links/mqtt/client_protocol.h"
#include "broker/links/mqtt/topics/topic.h"

namespace varde::links::mqtt {
namespace {

MessagePtr to_message(const core::Effect& effect) {
  adapters::DeviceNotice notice = adapters::device_notice(effect);
  auto message = std::make_shared<Message>();
  message->topic = std::move(notice.topic);
  message->payload = std::move(notice.payload);
  message->qos = Qos::AtLeastOnce;
  message->properties.payload_format = std::uint8_t{1};
  message->properties.content_type = "application/json";
  message->expires_at = effect.expires_at;
  return message;
}

// Notices are each device's own: a share of them would go to somebody else.
bool hears(const Session& session, const std::string& topic) {
  return std::ranges::any_of(session.subscriptions, [&](const auto& subscription) {
    return !is_shared(subscription.first) && matches(subscription.first, topic);
  });
}

}  // namespace

void Notices::add(const core::Effect& effect, Instant now) {
  if (waiting_.size() >= kLargest) {
    return conclude_({effect.id, core::EffectOutcome::Failed, "too many notices are waiting"});
  }
  const auto [added, is_new] =
      waiting_.try_emplace(effect.id, Waiting{to_message(effect), effect.expires_at, false});
  if (is_new) send(effect.id, added->second, now);
}

void Notices::session_listens(const Session& session, Instant now) {
  std::vector<EffectId> heard;
  for (const auto& [effect, waiting] : waiting_) {
    if (!waiting.under_way && hears(session, waiting.message->topic)) heard.push_back(effect);
  }
  for (const EffectId effect : heard) {
    const auto found = waiting_.find(effect);
    if (found != waiting_.end()) send(effect, found->second, now);
  }
}

void Notices::delivered(EffectId effect) {
  if (waiting_.erase(effect) == 0) return;
  conclude_({effect, core::EffectOutcome::Delivered, {}});
}

void Notices::returned(const std::vector<Delivery>& deliveries) {
  for (const Delivery& delivery : deliveries) {
    const auto found = waiting_.find(delivery.effect);
    if (found != waiting_.end()) found->second.under_way = false;
  }
}

void Notices::expire(Instant now) {
  std::vector<EffectId> expired;
  for (const auto& [effect, waiting] : waiting_) {
    if (waiting.expires_at <= now) expired.push_back(effect);
  }
  for (const EffectId effect : expired) {
    waiting_.erase(effect);
    conclude_({effect, core::EffectOutcome::Expired, "the device was not there"});
  }
}

// To everybody connected who hears it. At QoS 0 nobody will say that it arrived: sent is delivered.
void Notices::send(EffectId effect, Waiting& waiting, Instant now) {
  if (waiting.expires_at <= now) return;
  bool sent_at_qos_0 = false;
  const MessagePtr message = waiting.message;
  for (const auto& target : router_.find(message->topic, message->qos, false, 0)) {
    Session* session = sessions_.find(target.session);
    if (session == nullptr || session->connection == nullptr) continue;
    if (!hears(*session, message->topic)) continue;
    if (target.qos == Qos::AtMostOnce) {
      sent_at_qos_0 |= session->connection->send_now(message, false, target.subscription_ids);
      continue;
    }
    const Delivery* delivery =
        session->outgoing.add(message, target.qos, false, target.subscription_ids, effect);
    if (delivery == nullptr) continue;
    waiting.under_way = true;
    session->outgoing.commit(delivery->sequence);
    session->connection->send_waiting();
  }
  if (sent_at_qos_0 && !waiting.under_way) delivered(effect);
}

}  // namespace varde::links::mqtt
