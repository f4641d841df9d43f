// PUBLISH and its answers, in both directions.
#include <spdlog/spdlog.h>

#include <algorithm>
#include <chrono>
#include <utility>

#include "adapters/host/canonical_topic.h"
#include "broker/base/utf8.h"
#include "broker/links/mqtt/client_protocol.h"
#include "broker/links/mqtt/clients/rights.h"
#include "broker/links/mqtt/codec/encoder.h"
#include "broker/links/mqtt/topics/topic.h"

namespace varde::links::mqtt {
namespace {

// Of a message that waits at QoS 0.
std::size_t bytes_of(const Message& message) {
  constexpr std::size_t kOverheadBytes = 128;
  return message.topic.size() + message.payload.size() + kOverheadBytes;
}

}  // namespace

// --- From the client
// -------------------------------------------------------------------------------

void ClientProtocol::on_publish(Publish publish) {
  if (!resolve_alias(publish)) return;
  if (!publish.properties.subscription_ids.empty()) {
    return end(Reason::ProtocolError, "PUBLISH with a subscription identifier");
  }
  // In MQTT 3.1.1 nothing more is read instead, as `ready` says.
  const bool too_many = v5() && unsettled_ + unreleased_ >= hub_.options.limits.receive_maximum;
  if (publish.qos != Qos::AtMostOnce && too_many) {
    return end(Reason::ReceiveMaximumExceeded, "more messages at a time than agreed");
  }
  if (publish.qos == Qos::ExactlyOnce) {
    const auto received = session_->received.find(publish.packet_id);
    if (received != session_->received.end()) {
      // Sent again: it is answered when it is on disk, and not taken twice.
      if (received->second) send_ack(AckKind::Pubrec, publish.packet_id);
      return;
    }
  }
  hub_.counters.published += 1;
  if (const auto reason = why_not(publish)) return refuse_publish(publish, *reason);
  if (publish.qos != Qos::AtMostOnce) unsettled_ += 1;
  Incoming incoming;
  incoming.publisher = weak_from_this();
  incoming.session = session_->number;
  incoming.sender = client_.name;
  incoming.application_ack = wants_application_ack(publish);
  incoming.publish = std::move(publish);
  incoming.order = order_;
  if (!hub_.intake.take(std::move(incoming))) holds_ += 1;
}

// Of signals only: elsewhere a response topic is between clients.
bool ClientProtocol::wants_application_ack(const Publish& publish) const {
  const std::string& topic = publish.properties.response_topic;
  return !topic.empty() && adapters::parse_signal_topic(publish.topic).has_value() &&
         may_respond_to(client_, topic);
}

bool ClientProtocol::resolve_alias(Publish& publish) {
  const auto alias = publish.properties.topic_alias;
  if (!alias) return true;
  const std::size_t maximum = hub_.options.limits.topic_aliases;
  if (*alias == 0 || *alias > maximum) {
    end(Reason::TopicAliasInvalid, "a topic alias beyond the maximum");
    return false;
  }
  aliases_.resize(maximum);
  std::string& known = aliases_[*alias - 1U];
  if (!publish.topic.empty()) {
    known = publish.topic;
  } else if (!known.empty()) {
    publish.topic = known;
  } else {
    end(Reason::ProtocolError, "a topic alias that was never given");
    return false;
  }
  publish.properties.topic_alias.reset();
  return true;
}

std::optional<Reason> ClientProtocol::why_not(const Publish& publish) const {
  if (!is_topic_name(publish.topic)) return Reason::TopicNameInvalid;
  if (!may_publish(client_, publish.topic)) return Reason::NotAuthorized;
  if (publish.properties.payload_format == 1 && !is_utf8(publish.payload)) {
    return Reason::PayloadFormatInvalid;
  }
  if (publish.retain) {
    RetainedMessage message;
    message.topic = publish.topic;
    message.payload = publish.payload;
    message.properties = publish.properties;
    if (!hub_.retained.has_room(message)) return Reason::QuotaExceeded;
  }
  return std::nullopt;
}

// Never a success for what was not stored: MQTT 3.1.1 has no other word than the end.
void ClientProtocol::refuse_publish(const Publish& publish, Reason reason) {
  hub_.counters.refused_messages += 1;
  spdlog::debug("link {}: a message of client \"{}\" was refused: reason {:#x}",
                hub_.options.name.str(), client_.name, static_cast<int>(reason));
  if (publish.qos == Qos::AtMostOnce) return;
  if (!v5()) return end(reason, "a message was refused");
  send_ack(publish.qos == Qos::AtLeastOnce ? AckKind::Puback : AckKind::Pubrec, publish.packet_id,
           reason);
}

void ClientProtocol::settled(std::uint16_t packet_id, Qos qos, const Outcome& outcome) {
  const bool stored = std::holds_alternative<engine::Stored>(outcome);
  if (!stored) hub_.counters.refused_messages += 1;
  // Before CONNACK nothing else may be sent (3.2.0-1): the client asks again by sending again.
  if (state_ != State::Connected || qos == Qos::AtMostOnce) return;
  if (unsettled_ > 0) {  // It may have been sent on an earlier connection.
    unsettled_ -= 1;
    if (stored && qos == Qos::ExactlyOnce) unreleased_ += 1;
  }
  const AckKind kind = qos == Qos::AtLeastOnce ? AckKind::Puback : AckKind::Pubrec;
  if (stored) {
    send_ack(kind, packet_id);
  } else {
    if (std::get<engine::FieldRefusal>(outcome) == engine::FieldRefusal::Stopping) {
      return end(Reason::ServerShuttingDown, "the broker stops");
    }
    if (!v5()) return end(Reason::QuotaExceeded, "storage is low");
    send_ack(kind, packet_id, Reason::QuotaExceeded);
  }
  outlet_.resume();
}

void ClientProtocol::send_ack(AckKind kind, std::uint16_t packet_id, Reason reason) {
  Ack ack;
  ack.kind = kind;
  ack.packet_id = packet_id;
  ack.reason = reason;
  outlet_.send(ack, version_);
}

void ClientProtocol::on_ack(const Ack& ack) {
  switch (ack.kind) {
    case AckKind::Puback: return on_puback(ack);
    case AckKind::Pubrec: return on_pubrec(ack);
    case AckKind::Pubrel: return on_pubrel(ack);
    case AckKind::Pubcomp: return on_pubcomp(ack);
  }
}

// The identifier is free again when that is on disk: a new message under it must not be taken for
// the old one after a crash.
void ClientProtocol::on_pubrel(const Ack& ack) {
  const auto received = session_->received.find(ack.packet_id);
  if (received == session_->received.end() || !received->second) {
    return send_ack(AckKind::Pubcomp, ack.packet_id, Reason::PacketIdentifierNotFound);
  }
  session_->received.erase(received);
  if (unreleased_ > 0) unreleased_ -= 1;
  std::vector<eventlog::LinkRecord> records;
  if (session_->persistent()) {
    records.push_back(hub_.records.remove_received(session_->number, ack.packet_id));
  }
  after_commit(std::move(records),
               [this, packet_id = ack.packet_id] { send_ack(AckKind::Pubcomp, packet_id); });
}

// --- To the client
// ---------------------------------------------------------------------------------

void ClientProtocol::on_puback(const Ack& ack) {
  if (const auto delivery = session_->outgoing.on_puback(ack.packet_id)) finished(*delivery);
}

void ClientProtocol::on_pubrec(const Ack& ack) {
  if (is_error(ack.reason)) {
    if (const auto delivery = session_->outgoing.on_pubrec_error(ack.packet_id)) {
      finished(*delivery);
    }
    return;
  }
  const Delivery* delivery = session_->outgoing.on_pubrec(ack.packet_id);
  if (delivery == nullptr) {
    return send_ack(AckKind::Pubrel, ack.packet_id, Reason::PacketIdentifierNotFound);
  }
  std::vector<eventlog::LinkRecord> records;
  if (session_->persistent() && delivery->effect.none()) {
    records.push_back(hub_.records.put(session_->number, *delivery));
  }
  after_commit(std::move(records),
               [this, packet_id = ack.packet_id] { send_ack(AckKind::Pubrel, packet_id); });
}

void ClientProtocol::on_pubcomp(const Ack& ack) {
  if (const auto delivery = session_->outgoing.on_pubcomp(ack.packet_id)) finished(*delivery);
}

// The client has the message. A crash before that is on disk sends it again, as a copy.
void ClientProtocol::finished(const Delivery& delivery) {
  if (!delivery.effect.none()) {
    hub_.notices.delivered(delivery.effect);
  } else if (session_->persistent()) {
    hub_.keep_lazily({hub_.records.remove_delivery(session_->number, delivery.sequence)});
  }
  send_waiting();
}

void ClientProtocol::send_waiting() {
  if (state_ != State::Connected) return;
  while (!later_.empty() && outlet_.backlog() < hub_.options.limits.backlog_bytes) {
    const Later next = std::move(later_.front());
    later_.pop_front();
    later_bytes_ -= bytes_of(*next.message);
    send_at_qos_0(*next.message, next.retain, next.subscription_ids);
  }
  if (!later_.empty() || !session_->outgoing.waits()) return;
  std::vector<std::uint64_t> dropped;
  while (outlet_.backlog() < hub_.options.limits.backlog_bytes) {
    const Delivery* delivery = session_->outgoing.send_next(hub_.now(), window_, dropped);
    if (delivery == nullptr) break;
    Publish publish = to_publish(*delivery->message, delivery->subscription_ids);
    publish.qos = delivery->qos;
    publish.retain = delivery->retain;
    publish.packet_id = delivery->packet_id;
    publish.dup = delivery->sent_before;
    if (fits(publish)) {
      send_publish(std::move(publish));
    } else {
      // As if it had been delivered (3.1.2-25): it never could be.
      dropped.push_back(delivery->sequence);
      session_->outgoing.drop(delivery->sequence);
    }
  }
  if (dropped.empty() || !session_->persistent()) return;
  std::vector<eventlog::LinkRecord> records;
  for (const std::uint64_t sequence : dropped) {
    records.push_back(hub_.records.remove_delivery(session_->number, sequence));
  }
  hub_.keep_lazily(std::move(records));
}

bool ClientProtocol::send_now(const MessagePtr& message, bool retain,
                              const std::vector<std::uint32_t>& ids) {
  if (state_ != State::Connected) return false;
  if (!later_.empty()) return send_later(message, retain, ids);  // What is older goes first.
  if (outlet_.backlog() > hub_.options.limits.backlog_bytes) return false;
  return send_at_qos_0(*message, retain, ids);
}

bool ClientProtocol::send_later(MessagePtr message, bool retain, std::vector<std::uint32_t> ids) {
  const std::size_t bytes = bytes_of(*message);
  if (later_bytes_ + bytes > hub_.options.limits.queue.bytes) return false;
  later_bytes_ += bytes;
  later_.push_back({std::move(message), retain, std::move(ids)});
  return true;
}

bool ClientProtocol::send_at_qos_0(const Message& message, bool retain,
                                   const std::vector<std::uint32_t>& ids) {
  if (message.expires_at && *message.expires_at <= hub_.now()) return false;
  Publish publish = to_publish(message, ids);
  publish.retain = retain;
  if (!fits(publish)) return false;
  send_publish(std::move(publish));
  return true;
}

void ClientProtocol::send_publish(Publish publish) {
  use_alias(publish);
  hub_.counters.delivered += 1;
  outlet_.send(publish, version_);
}

Publish ClientProtocol::to_publish(const Message& message,
                                   const std::vector<std::uint32_t>& ids) const {
  Publish publish;
  publish.topic = message.topic;
  publish.payload = message.payload;
  if (!v5()) return publish;
  publish.properties = message.properties;
  publish.properties.subscription_ids = ids;
  if (message.expires_at) {
    const auto left =
        std::chrono::ceil<std::chrono::seconds>(*message.expires_at - hub_.now()).count();
    publish.properties.message_expiry_s =
        static_cast<std::uint32_t>(std::max<std::int64_t>(0, left));
  }
  return publish;
}

// Without an alias, which can only make it shorter by more than the alias takes, or a little
// longer.
bool ClientProtocol::fits(const Publish& publish) const {
  if (largest_packet_ == 0) return true;
  constexpr std::size_t kAliasBytes = 3;
  std::string bytes;
  encode(publish, version_, bytes);
  return bytes.size() + kAliasBytes <= largest_packet_;
}

// Not at QoS 2: mqtt.js (5.15) keeps such a message as it came until PUBREL, and then no longer
// knows what the alias stood for.
void ClientProtocol::use_alias(Publish& publish) {
  if (alias_maximum_ == 0 || publish.qos == Qos::ExactlyOnce) return;
  const auto known = own_aliases_.find(publish.topic);
  if (known != own_aliases_.end()) {
    publish.properties.topic_alias = known->second;
    publish.topic.clear();
  } else if (own_aliases_.size() < alias_maximum_) {
    const auto alias = static_cast<std::uint16_t>(own_aliases_.size() + 1);
    own_aliases_.emplace(publish.topic, alias);
    publish.properties.topic_alias = alias;
  }
}

}  // namespace varde::links::mqtt
