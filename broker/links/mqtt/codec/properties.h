// The properties of MQTT 5 packets (MQTT 5.0 section 2.2.2): read one by one, written one by one.
// Which of them a packet may carry is said where that packet is read.
// Inside broker/links/mqtt. Thread safety: pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "broker/links/mqtt/codec/packet.h"
#include "broker/links/mqtt/codec/reader.h"
#include "broker/links/mqtt/codec/writer.h"

namespace varde::links::mqtt {

// Table 2-4.
enum class Property : std::uint8_t {
  PayloadFormat = 0x01,
  MessageExpiry = 0x02,
  ContentType = 0x03,
  ResponseTopic = 0x08,
  CorrelationData = 0x09,
  SubscriptionId = 0x0B,
  SessionExpiry = 0x11,
  AssignedClientId = 0x12,
  ServerKeepAlive = 0x13,
  AuthenticationMethod = 0x15,
  AuthenticationData = 0x16,
  RequestProblemInformation = 0x17,
  WillDelay = 0x18,
  RequestResponseInformation = 0x19,
  ResponseInformation = 0x1A,
  ServerReference = 0x1C,
  ReasonString = 0x1F,
  ReceiveMaximum = 0x21,
  TopicAliasMaximum = 0x22,
  TopicAlias = 0x23,
  MaximumQos = 0x24,
  RetainAvailable = 0x25,
  UserProperty = 0x26,
  MaximumPacketSize = 0x27,
  WildcardSubscriptionAvailable = 0x28,
  SubscriptionIdsAvailable = 0x29,
  SharedSubscriptionAvailable = 0x2A,
};

// The identifier of the next property up to the end of the section; none at its end. User
// properties, which every packet may carry, are read on the way. `seen`: the identifiers so far. A
// second one of the same kind is a ProtocolError, except of SubscriptionId, which PUBLISH repeats.
[[nodiscard]] std::optional<Property> next_property(Reader& in, std::uint64_t& seen,
                                                    UserProperties& user);

// Reads a section of properties with its length. `field(Property)` reads the value of one; false:
// the packet may not carry it, which is MalformedPacket (section 2.2.2.2).
template <class Field>
void read_properties(Reader& in, UserProperties& user, Field field) {
  const std::string_view after = in.narrow(in.variable());
  std::uint64_t seen = 0;
  while (const std::optional<Property> property = next_property(in, seen, user)) {
    if (!field(*property)) {
      in.fail(Reason::MalformedPacket, "a property that this packet may not carry");
    }
  }
  in.widen(after);
}

// Values with a rule of their own; against it: ProtocolError.
[[nodiscard]] bool read_flag(Reader& in);  // 0 or 1.
[[nodiscard]] std::uint16_t read_u16_above_zero(Reader& in);
[[nodiscard]] std::uint32_t read_u32_above_zero(Reader& in);
[[nodiscard]] std::uint32_t read_subscription_id(Reader& in);  // 1 to 268,435,455.

// What PUBLISH and a will have in common. False: another property.
[[nodiscard]] bool read_message_property(Reader& in, Property property, PublishProperties& out);

// The reason string that many packets have besides user properties alone. False: another property.
[[nodiscard]] bool read_reason_string(Reader& in, Property property, std::string& out);

inline void put_property(std::string& out, Property property, bool value) {
  put_u8(out, static_cast<unsigned>(property));
  put_u8(out, value ? 1 : 0);
}
inline void put_property(std::string& out, Property property, std::uint8_t value) {
  put_u8(out, static_cast<unsigned>(property));
  put_u8(out, value);
}
inline void put_property(std::string& out, Property property, std::uint16_t value) {
  put_u8(out, static_cast<unsigned>(property));
  put_u16(out, value);
}
inline void put_property(std::string& out, Property property, std::uint32_t value) {
  put_u8(out, static_cast<unsigned>(property));
  put_u32(out, value);
}
inline void put_property(std::string& out, Property property, const std::string& value) {
  put_u8(out, static_cast<unsigned>(property));
  put_bytes(out, value);
}
template <class Value>
void put_property(std::string& out, Property property, const std::optional<Value>& value) {
  if (value) put_property(out, property, *value);
}

// Nothing where `value` is what its absence means.
template <class Value>
void put_unless(const Value& absent, std::string& out, Property property, const Value& value) {
  if (value != absent) put_property(out, property, value);
}

void put_subscription_id(std::string& out, std::uint32_t id);
void put_message_properties(std::string& out, const PublishProperties& properties);
void put_user_properties(std::string& out, const UserProperties& properties);

}  // namespace varde::links::mqtt
