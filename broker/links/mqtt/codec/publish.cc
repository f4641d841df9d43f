// PUBLISH and its acknowledgements (MQTT 5.0 sections 3.3 to 3.7).
#include "broker/links/mqtt/codec/bodies.h"
#include "broker/links/mqtt/codec/fields.h"
#include "broker/links/mqtt/codec/properties.h"
#include "broker/links/mqtt/codec/reasons.h"

namespace varde::links::mqtt {
namespace {

// Section 3.3.1.
constexpr unsigned kRetain = 0x01;
constexpr unsigned kQosShift = 1;
constexpr unsigned kDup = 0x08;

// "A Topic Alias value of 0 [...] is a Protocol Error, the receiver uses DISCONNECT with Reason
// Code of 0x94" (section 3.3.4).
std::uint16_t read_topic_alias(Reader& in) {
  const std::uint16_t alias = in.u16();
  if (alias == 0) in.fail(Reason::TopicAliasInvalid, "topic alias 0");
  return alias;
}

void read_publish_properties(Reader& in, PublishProperties& out) {
  read_properties(in, out.user, [&](Property property) {
    switch (property) {
      case Property::TopicAlias: out.topic_alias = read_topic_alias(in); return true;
      case Property::SubscriptionId:
        out.subscription_ids.push_back(read_subscription_id(in));
        return true;
      default: return read_message_property(in, property, out);
    }
  });
}

void write_publish_properties(const PublishProperties& properties, std::string& out) {
  put_with_length(out, [&] {
    put_property(out, Property::TopicAlias, properties.topic_alias);
    for (const std::uint32_t id : properties.subscription_ids) put_subscription_id(out, id);
    put_message_properties(out, properties);
  });
}

Reason read_ack_reason(Reader& in, AckKind kind) {
  switch (kind) {
    case AckKind::Puback:
    case AckKind::Pubrec: return read_reason(in, kPubackReasons);
    case AckKind::Pubrel:
    case AckKind::Pubcomp: break;
  }
  return read_reason(in, kPubrelReasons);
}

}  // namespace

Publish parse_publish(Reader& in, Version version, std::uint8_t flags) {
  Publish out;
  out.dup = (flags & kDup) != 0;
  out.qos = static_cast<Qos>((flags >> kQosShift) & 3U);
  out.retain = (flags & kRetain) != 0;
  out.topic = read_topic_name(in, EmptyTopic::Allowed);
  if (out.qos != Qos::AtMostOnce) out.packet_id = read_packet_id(in);
  if (version == Version::V5) read_publish_properties(in, out.properties);
  if (out.topic.empty() && !out.properties.topic_alias) {
    in.fail(Reason::ProtocolError, "neither topic name nor topic alias");
  }
  out.payload = in.rest();
  return out;
}

std::uint8_t publish_flags(const Publish& packet) {
  unsigned flags = static_cast<unsigned>(packet.qos) << kQosShift;
  if (packet.dup) flags |= kDup;
  if (packet.retain) flags |= kRetain;
  return static_cast<std::uint8_t>(flags);
}

void write_body(const Publish& packet, Version version, std::string& out) {
  put_bytes(out, packet.topic);
  if (packet.qos != Qos::AtMostOnce) put_u16(out, packet.packet_id);
  if (version == Version::V5) write_publish_properties(packet.properties, out);
  out.append(packet.payload);
}

Ack parse_ack(Reader& in, Version version, AckKind kind) {
  Ack out;
  out.kind = kind;
  out.packet_id = read_packet_id(in);
  // Without more it is Success; without properties, none (section 3.4.2).
  if (version == Version::V311 || in.at_end()) return out;
  out.reason = read_ack_reason(in, kind);
  if (in.at_end()) return out;
  read_properties(in, out.user_properties, [&](Property property) {
    return read_reason_string(in, property, out.reason_string);
  });
  return out;
}

void write_body(const Ack& packet, Version version, std::string& out) {
  put_u16(out, packet.packet_id);
  if (version == Version::V311) return;
  const bool properties = !packet.reason_string.empty() || !packet.user_properties.empty();
  if (packet.reason == Reason::Success && !properties) return;
  put_u8(out, static_cast<unsigned>(packet.reason));
  if (!properties) return;
  put_with_length(out, [&] {
    put_unless({}, out, Property::ReasonString, packet.reason_string);
    put_user_properties(out, packet.user_properties);
  });
}

}  // namespace varde::links::mqtt
