#include "broker/links/mqtt/session_records.h"

#include <chrono>
#include <utility>

#include "varde/v1/mqtt.pb.h"

namespace varde::links::mqtt {
namespace {

using eventlog::LinkRecord;
using eventlog::LogError;
using eventlog::LogErrorCode;

// What stands behind the link's name in a key.
constexpr char kSession = 's';   // number
constexpr char kOutgoing = 'q';  // number, sequence
constexpr char kReceived = 'i';  // number, packet identifier
constexpr char kRetained = 'r';  // topic

constexpr std::size_t kNumberBytes = 8;
constexpr std::size_t kPacketIdBytes = 2;

// Highest byte first, so that byte order is number order.
std::string big_endian(std::uint64_t number, std::size_t bytes) {
  std::string out(bytes, '\0');
  for (std::size_t i = bytes; i-- > 0; number >>= 8U) out[i] = static_cast<char>(number & 0xFFU);
  return out;
}

std::uint64_t from_big_endian(std::string_view bytes) {
  std::uint64_t number = 0;
  for (const char byte : bytes) number = (number << 8U) | static_cast<unsigned char>(byte);
  return number;
}

void to_proto(Instant at, google::protobuf::Timestamp& out) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(at);
  out.set_seconds(seconds.time_since_epoch().count());
  out.set_nanos(static_cast<std::int32_t>(
      std::chrono::duration_cast<std::chrono::nanoseconds>(at - seconds).count()));
}

Instant from_proto(const google::protobuf::Timestamp& in) {
  return Instant(std::chrono::seconds(in.seconds())) +
         std::chrono::duration_cast<Duration>(std::chrono::nanoseconds(in.nanos()));
}

void to_proto(const PublishProperties& in, v1::MqttMessage& out) {
  if (in.payload_format) out.set_payload_format(*in.payload_format);
  out.set_response_topic(in.response_topic);
  if (in.correlation_data) out.set_correlation_data(*in.correlation_data);
  out.set_content_type(in.content_type);
  for (const UserProperty& property : in.user) {
    auto& added = *out.add_user_properties();
    added.set_name(property.name);
    added.set_value(property.value);
  }
}

PublishProperties properties_of(const v1::MqttMessage& in) {
  PublishProperties out;
  if (in.has_payload_format()) out.payload_format = static_cast<std::uint8_t>(in.payload_format());
  out.response_topic = in.response_topic();
  if (in.has_correlation_data()) out.correlation_data = in.correlation_data();
  out.content_type = in.content_type();
  for (const auto& property : in.user_properties()) {
    out.user.push_back({property.name(), property.value()});
  }
  return out;
}

void to_proto(const Message& in, v1::MqttMessage& out) {
  out.set_topic(in.topic);
  out.set_payload(in.payload);
  out.set_qos(static_cast<std::uint32_t>(in.qos));
  out.set_retain(in.retain);
  if (in.expires_at) to_proto(*in.expires_at, *out.mutable_expires_at());
  to_proto(in.properties, out);
}

Qos qos_of(std::uint32_t number) { return static_cast<Qos>(std::min(number, 2U)); }

Message message_of(const v1::MqttMessage& in) {
  Message out;
  out.topic = in.topic();
  out.payload = in.payload();
  out.qos = qos_of(in.qos());
  out.retain = in.retain();
  out.properties = properties_of(in);
  if (in.has_expires_at()) out.expires_at = from_proto(in.expires_at());
  return out;
}

void to_proto(const Will& in, v1::MqttWill& out) {
  v1::MqttMessage& message = *out.mutable_message();
  message.set_topic(in.topic);
  message.set_payload(in.payload);
  message.set_qos(static_cast<std::uint32_t>(in.qos));
  message.set_retain(in.retain);
  to_proto(in.properties, message);
  out.set_delay_s(in.delay_s);
  if (in.properties.message_expiry_s) out.set_message_expiry_s(*in.properties.message_expiry_s);
}

Will will_of(const v1::MqttWill& in) {
  Will out;
  out.qos = qos_of(in.message().qos());
  out.retain = in.message().retain();
  out.topic = in.message().topic();
  out.payload = in.message().payload();
  out.delay_s = in.delay_s();
  out.properties = properties_of(in.message());
  if (in.has_message_expiry_s()) out.properties.message_expiry_s = in.message_expiry_s();
  return out;
}

std::unique_ptr<Session> session_of(const v1::MqttSession& in, SessionNumber number,
                                    const DeliveryQueue::Limits& limits) {
  auto out = std::make_unique<Session>(number, SessionKey{in.client(), in.client_id()}, limits);
  out->expiry_s = in.expiry_s();
  for (const auto& subscription : in.subscriptions()) {
    out->subscriptions[subscription.filter()] = {
        qos_of(subscription.maximum_qos()), subscription.no_local(),
        subscription.retain_as_published(), subscription.subscription_id()};
  }
  if (in.has_will()) out->will = will_of(in.will());
  if (in.has_offline_since()) out->offline_since = from_proto(in.offline_since());
  out->recorded = true;
  return out;
}

Delivery delivery_of(const v1::MqttOutgoing& in, std::uint64_t sequence) {
  Delivery out;
  out.sequence = sequence;
  out.packet_id = static_cast<std::uint16_t>(in.packet_id());
  out.subscription_ids.assign(in.subscription_ids().begin(), in.subscription_ids().end());
  out.sent_before = in.sent();
  if (in.released()) {
    out.qos = Qos::ExactlyOnce;
    out.state = Delivery::State::Released;
    return out;
  }
  auto message = std::make_shared<Message>(message_of(in.message()));
  out.qos = message->qos;
  out.retain = message->retain;
  out.state = Delivery::State::Waiting;
  out.message = std::move(message);
  return out;
}

// Puts the records of one link together. They come in the order of their keys: received
// identifiers, deliveries, retained messages, sessions.
class Reader {
 public:
  explicit Reader(const DeliveryQueue::Limits& limits) : limits_(limits) {}

  void take(std::string_view whole_key, std::string_view key, std::string_view value) {
    const bool known = take_one(key, value);
    if (!known && !damaged_) damaged_ = whole_key;
  }

  Result<SessionRecords::Remembered, LogError> finish(const SessionRecords& records) {
    if (damaged_) {
      return LogError{LogErrorCode::DamagedRecord,
                      "a record of an MQTT session cannot be read (family link)",
                      {}};
    }
    for (auto& [number, session] : sessions_) {
      give_deliveries(*session, records);
      give_received(*session);
      out_.sessions.push_back(std::move(session));
    }
    for (const auto& [number, deliveries] : deliveries_) {
      for (const Delivery& orphan : deliveries) {
        out_.to_remove.push_back(records.remove_delivery(number, orphan.sequence));
      }
    }
    for (const auto& [number, packet_ids] : received_) {
      for (const std::uint16_t packet_id : packet_ids) {
        out_.to_remove.push_back(records.remove_received(number, packet_id));
      }
    }
    return std::move(out_);
  }

 private:
  bool take_one(std::string_view key, std::string_view value) {
    if (key.empty()) return false;
    const char kind = key.front();
    key.remove_prefix(1);
    if (kind == kRetained) return take_retained(value);
    if (key.size() < kNumberBytes) return false;
    const SessionNumber number = from_big_endian(key.substr(0, kNumberBytes));
    key.remove_prefix(kNumberBytes);
    out_.newest = std::max(out_.newest, number);
    switch (kind) {
      case kSession: return key.empty() && take_session(number, value);
      case kOutgoing: return key.size() == kNumberBytes && take_outgoing(number, key, value);
      case kReceived:
        received_[number].push_back(static_cast<std::uint16_t>(from_big_endian(key)));
        return key.size() == kPacketIdBytes;
      default: return false;
    }
  }

  bool take_retained(std::string_view value) {
    v1::MqttMessage message;
    if (!message.ParseFromArray(value.data(), static_cast<int>(value.size()))) return false;
    out_.retained.push_back(message_of(message));
    return true;
  }

  bool take_session(SessionNumber number, std::string_view value) {
    v1::MqttSession session;
    if (!session.ParseFromArray(value.data(), static_cast<int>(value.size()))) return false;
    sessions_[number] = session_of(session, number, limits_);
    return true;
  }

  bool take_outgoing(SessionNumber number, std::string_view key, std::string_view value) {
    v1::MqttOutgoing outgoing;
    if (!outgoing.ParseFromArray(value.data(), static_cast<int>(value.size()))) return false;
    deliveries_[number].push_back(delivery_of(outgoing, from_big_endian(key)));
    return true;
  }

  void give_deliveries(Session& session, const SessionRecords& records) {
    auto of_session = deliveries_.extract(session.number);
    if (of_session.empty()) return;
    for (Delivery& delivery : of_session.mapped()) {
      const std::uint64_t sequence = delivery.sequence;
      // Of a session that was connected nobody remembers what was sent to it.
      if (!session.offline_since) delivery.sent_before = true;
      if (session.outgoing.restore(std::move(delivery))) continue;
      out_.to_remove.push_back(records.remove_delivery(session.number, sequence));
    }
  }

  void give_received(Session& session) {
    auto of_session = received_.extract(session.number);
    if (of_session.empty()) return;
    for (const std::uint16_t packet_id : of_session.mapped()) session.received[packet_id] = true;
  }

  const DeliveryQueue::Limits& limits_;
  SessionRecords::Remembered out_;
  std::map<SessionNumber, std::unique_ptr<Session>> sessions_;
  std::map<SessionNumber, std::vector<Delivery>> deliveries_;
  std::map<SessionNumber, std::vector<std::uint16_t>> received_;
  std::optional<std::string> damaged_;
};

}  // namespace

LinkRecord SessionRecords::put(const Session& session) const {
  v1::MqttSession out;
  out.set_client(session.key.client);
  out.set_client_id(session.key.client_id);
  out.set_expiry_s(session.expiry_s);
  for (const auto& [filter, options] : session.subscriptions) {
    auto& added = *out.add_subscriptions();
    added.set_filter(filter);
    added.set_maximum_qos(static_cast<std::uint32_t>(options.maximum_qos));
    added.set_no_local(options.no_local);
    added.set_retain_as_published(options.retain_as_published);
    added.set_subscription_id(options.subscription_id);
  }
  if (session.will) to_proto(*session.will, *out.mutable_will());
  if (session.offline_since) to_proto(*session.offline_since, *out.mutable_offline_since());
  return {prefix_ + kSession + big_endian(session.number, kNumberBytes), out.SerializeAsString()};
}

LinkRecord SessionRecords::put(SessionNumber session, const Delivery& delivery) const {
  v1::MqttOutgoing out;
  out.set_packet_id(delivery.packet_id);
  for (const std::uint32_t id : delivery.subscription_ids) out.add_subscription_ids(id);
  if (delivery.message != nullptr) {
    to_proto(*delivery.message, *out.mutable_message());
    out.mutable_message()->set_qos(static_cast<std::uint32_t>(delivery.qos));
    out.mutable_message()->set_retain(delivery.retain);
  } else {
    out.set_released(true);
  }
  out.set_sent(delivery.sent_before);
  LinkRecord record = remove_delivery(session, delivery.sequence);
  record.value = out.SerializeAsString();
  return record;
}

LinkRecord SessionRecords::put_received(SessionNumber session, std::uint16_t packet_id) const {
  LinkRecord record = remove_received(session, packet_id);
  record.value = "";
  return record;
}

LinkRecord SessionRecords::put_retained(const Message& message) const {
  v1::MqttMessage out;
  to_proto(message, out);
  return {prefix_ + kRetained + message.topic, out.SerializeAsString()};
}

LinkRecord SessionRecords::remove_delivery(SessionNumber session, std::uint64_t sequence) const {
  return {
      prefix_ + kOutgoing + big_endian(session, kNumberBytes) + big_endian(sequence, kNumberBytes),
      std::nullopt};
}

LinkRecord SessionRecords::remove_received(SessionNumber session, std::uint16_t packet_id) const {
  return {prefix_ + kReceived + big_endian(session, kNumberBytes) +
              big_endian(packet_id, kPacketIdBytes),
          std::nullopt};
}

LinkRecord SessionRecords::remove_retained(const std::string& topic) const {
  return {prefix_ + kRetained + topic, std::nullopt};
}

void SessionRecords::remove(const Session& session, std::vector<LinkRecord>& out) const {
  for (const std::uint64_t sequence : session.outgoing.sequences()) {
    out.push_back(remove_delivery(session.number, sequence));
  }
  for (const auto& [packet_id, committed] : session.received) {
    out.push_back(remove_received(session.number, packet_id));
  }
  out.push_back({prefix_ + kSession + big_endian(session.number, kNumberBytes), std::nullopt});
}

Result<SessionRecords::Remembered, LogError> SessionRecords::read(
    const eventlog::EventLog& log, const DeliveryQueue::Limits& limits) const {
  Reader reader(limits);
  const auto read =
      log.read_link_records(prefix_, [&](std::string_view key, std::string_view value) {
        reader.take(key, key.substr(prefix_.size()), value);
      });
  if (read.has_error()) return read.error();
  return reader.finish(*this);
}

}  // namespace varde::links::mqtt
