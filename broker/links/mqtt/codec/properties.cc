#include "broker/links/mqtt/codec/properties.h"

#include "broker/links/mqtt/codec/fields.h"

namespace varde::links::mqtt {
namespace {

constexpr auto kLast = static_cast<std::uint32_t>(Property::SharedSubscriptionAvailable);

void read_user_property(Reader& in, UserProperties& out) {
  if (!in.admit_user_property()) return;
  std::string name(in.text());
  std::string value(in.text());
  out.push_back({std::move(name), std::move(value)});
}

}  // namespace

std::optional<Property> next_property(Reader& in, std::uint64_t& seen, UserProperties& user) {
  while (!in.at_end()) {
    const std::uint32_t id = in.variable();
    if (id > kLast) {
      in.fail(Reason::MalformedPacket, "a property that this packet may not carry");
      return std::nullopt;
    }
    const auto property = static_cast<Property>(id);
    if (property == Property::UserProperty) {
      read_user_property(in, user);
      continue;
    }
    const std::uint64_t bit = std::uint64_t{1} << id;
    if ((seen & bit) != 0 && property != Property::SubscriptionId) {
      in.fail(Reason::ProtocolError, "a property twice");
      return std::nullopt;
    }
    seen |= bit;
    return property;
  }
  return std::nullopt;
}

bool read_flag(Reader& in) {
  const unsigned value = in.u8();
  if (value > 1) in.fail(Reason::ProtocolError, "a flag that is neither 0 nor 1");
  return value == 1;
}

std::uint16_t read_u16_above_zero(Reader& in) {
  const std::uint16_t value = in.u16();
  if (value == 0) in.fail(Reason::ProtocolError, "a property with the value 0");
  return value;
}

std::uint32_t read_u32_above_zero(Reader& in) {
  const std::uint32_t value = in.u32();
  if (value == 0) in.fail(Reason::ProtocolError, "a property with the value 0");
  return value;
}

std::uint32_t read_subscription_id(Reader& in) {
  const std::uint32_t value = in.variable();
  if (value == 0) in.fail(Reason::ProtocolError, "a property with the value 0");
  return value;
}

bool read_message_property(Reader& in, Property property, PublishProperties& out) {
  switch (property) {
    case Property::PayloadFormat: out.payload_format = read_flag(in) ? 1 : 0; return true;
    case Property::MessageExpiry: out.message_expiry_s = in.u32(); return true;
    case Property::ContentType: out.content_type = in.text(); return true;
    case Property::ResponseTopic: out.response_topic = read_response_topic(in); return true;
    case Property::CorrelationData: out.correlation_data = in.binary(); return true;
    default: return false;
  }
}

bool read_reason_string(Reader& in, Property property, std::string& out) {
  if (property != Property::ReasonString) return false;
  out = in.text();
  return true;
}

void put_subscription_id(std::string& out, std::uint32_t id) {
  put_u8(out, static_cast<unsigned>(Property::SubscriptionId));
  put_variable_integer(out, id);
}

void put_message_properties(std::string& out, const PublishProperties& properties) {
  put_property(out, Property::PayloadFormat, properties.payload_format);
  put_property(out, Property::MessageExpiry, properties.message_expiry_s);
  put_unless({}, out, Property::ContentType, properties.content_type);
  put_unless({}, out, Property::ResponseTopic, properties.response_topic);
  put_property(out, Property::CorrelationData, properties.correlation_data);
  put_user_properties(out, properties.user);
}

void put_user_properties(std::string& out, const UserProperties& properties) {
  for (const UserProperty& property : properties) {
    put_property(out, Property::UserProperty, property.name);
    put_bytes(out, property.value);
  }
}

}  // namespace varde::links::mqtt
