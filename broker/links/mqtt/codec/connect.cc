// CONNECT and CONNACK (MQTT 5.0 sections 3.1, 3.2).
#include "broker/links/mqtt/codec/bodies.h"
#include "broker/links/mqtt/codec/encoder.h"
#include "broker/links/mqtt/codec/fields.h"
#include "broker/links/mqtt/codec/properties.h"
#include "broker/links/mqtt/codec/reasons.h"

namespace varde::links::mqtt {
namespace {

constexpr std::string_view kProtocol = "MQTT";

// Section 3.1.2.3.
constexpr unsigned kReservedFlag = 0x01;
constexpr unsigned kCleanStart = 0x02;
constexpr unsigned kWill = 0x04;
constexpr unsigned kWillQosShift = 3;
constexpr unsigned kWillRetain = 0x20;
constexpr unsigned kPassword = 0x40;
constexpr unsigned kUser = 0x80;

std::optional<Version> version_of(std::string_view protocol, unsigned level) {
  if (protocol != kProtocol) return std::nullopt;
  if (level == static_cast<unsigned>(Version::V5)) return Version::V5;
  if (level == static_cast<unsigned>(Version::V311)) return Version::V311;
  return std::nullopt;
}

// What is wrong with a CONNECT's flags; empty: nothing.
std::string_view connect_flags_fault(unsigned flags, Version version) {
  const unsigned qos = (flags >> kWillQosShift) & 3U;
  if ((flags & kReservedFlag) != 0) return "the reserved flag of CONNECT";
  if (qos == 3) return "a will with QoS 3";
  if ((flags & kWill) == 0 && qos != 0) return "will QoS without a will";
  if ((flags & kWill) == 0 && (flags & kWillRetain) != 0) return "will retain without a will";
  if (version == Version::V311 && (flags & kPassword) != 0 && (flags & kUser) == 0) {
    return "a password without a user name";
  }
  return {};
}

void read_connect_properties(Reader& in, Connect& out) {
  bool authentication_data = false;
  read_properties(in, out.user_properties, [&](Property property) {
    switch (property) {
      case Property::SessionExpiry: out.session_expiry_s = in.u32(); return true;
      case Property::ReceiveMaximum: out.receive_maximum = read_u16_above_zero(in); return true;
      case Property::MaximumPacketSize:
        out.maximum_packet_size = read_u32_above_zero(in);
        return true;
      case Property::TopicAliasMaximum: out.topic_alias_maximum = in.u16(); return true;
      case Property::RequestResponseInformation:
        out.request_response_information = read_flag(in);
        return true;
      case Property::RequestProblemInformation:
        out.request_problem_information = read_flag(in);
        return true;
      case Property::AuthenticationMethod: out.authentication_method = in.text(); return true;
      case Property::AuthenticationData:
        out.authentication_data = in.binary();
        authentication_data = true;
        return true;
      default: return false;
    }
  });
  if (authentication_data && !out.authentication_method) {
    in.fail(Reason::ProtocolError, "authentication data without a method");
  }
}

Will parse_will(Reader& in, Version version, unsigned flags) {
  Will will;
  will.qos = static_cast<Qos>((flags >> kWillQosShift) & 3U);
  will.retain = (flags & kWillRetain) != 0;
  if (version == Version::V5) {
    read_properties(in, will.properties.user, [&](Property property) {
      if (property != Property::WillDelay) {
        return read_message_property(in, property, will.properties);
      }
      will.delay_s = in.u32();
      return true;
    });
  }
  will.topic = read_topic_name(in, EmptyTopic::Refused);
  will.payload = in.binary();
  return will;
}

unsigned connect_flags(const Connect& packet, bool password) {
  unsigned flags = 0;
  if (packet.clean_start) flags |= kCleanStart;
  if (packet.will) {
    flags |= kWill | static_cast<unsigned>(packet.will->qos) << kWillQosShift;
    if (packet.will->retain) flags |= kWillRetain;
  }
  if (packet.user) flags |= kUser;
  if (password) flags |= kPassword;
  return flags;
}

void write_connect_properties(const Connect& packet, std::string& out) {
  put_with_length(out, [&] {
    put_unless(0U, out, Property::SessionExpiry, packet.session_expiry_s);
    put_property(out, Property::ReceiveMaximum, packet.receive_maximum);
    put_property(out, Property::MaximumPacketSize, packet.maximum_packet_size);
    put_unless(std::uint16_t{0}, out, Property::TopicAliasMaximum, packet.topic_alias_maximum);
    put_unless(false, out, Property::RequestResponseInformation,
               packet.request_response_information);
    put_unless(true, out, Property::RequestProblemInformation, packet.request_problem_information);
    put_property(out, Property::AuthenticationMethod, packet.authentication_method);
    put_unless({}, out, Property::AuthenticationData, packet.authentication_data);
    put_user_properties(out, packet.user_properties);
  });
}

void write_will(const Will& will, Version version, std::string& out) {
  if (version == Version::V5) {
    put_with_length(out, [&] {
      put_unless(0U, out, Property::WillDelay, will.delay_s);
      put_message_properties(out, will.properties);
    });
  }
  put_bytes(out, will.topic);
  put_bytes(out, will.payload);
}

// The reason that is nearest to a return code of MQTT 3.1.1 (its table 3.1).
Reason read_return_code(Reader& in) {
  switch (in.u8()) {
    case 0: return Reason::Success;
    case 1: return Reason::UnsupportedProtocolVersion;
    case 2: return Reason::ClientIdentifierNotValid;
    case 3: return Reason::ServerUnavailable;
    case 4: return Reason::BadUserNameOrPassword;
    case 5: return Reason::NotAuthorized;
    default:
      in.fail(Reason::ProtocolError, "a return code that CONNACK may not carry");
      return Reason::UnspecifiedError;
  }
}

bool read_connack_property(Reader& in, Property property, Connack& out) {
  switch (property) {
    case Property::SessionExpiry: out.session_expiry_s = in.u32(); return true;
    case Property::ReceiveMaximum: out.receive_maximum = read_u16_above_zero(in); return true;
    case Property::MaximumQos:
      out.maximum_qos = read_flag(in) ? Qos::AtLeastOnce : Qos::AtMostOnce;
      return true;
    case Property::RetainAvailable: out.retain_available = read_flag(in); return true;
    case Property::MaximumPacketSize:
      out.maximum_packet_size = read_u32_above_zero(in);
      return true;
    case Property::AssignedClientId: out.assigned_client_id = in.text(); return true;
    case Property::TopicAliasMaximum: out.topic_alias_maximum = in.u16(); return true;
    case Property::WildcardSubscriptionAvailable:
      out.wildcard_subscription_available = read_flag(in);
      return true;
    case Property::SubscriptionIdsAvailable:
      out.subscription_identifiers_available = read_flag(in);
      return true;
    case Property::SharedSubscriptionAvailable:
      out.shared_subscription_available = read_flag(in);
      return true;
    case Property::ServerKeepAlive: out.server_keep_alive_s = in.u16(); return true;
    case Property::ResponseInformation: out.response_information = in.text(); return true;
    case Property::ServerReference: out.server_reference = in.text(); return true;
    case Property::AuthenticationMethod: out.authentication_method = in.text(); return true;
    case Property::AuthenticationData: out.authentication_data = in.binary(); return true;
    default: return read_reason_string(in, property, out.reason_string);
  }
}

void write_connack_properties(const Connack& packet, std::string& out) {
  put_with_length(out, [&] {
    put_property(out, Property::SessionExpiry, packet.session_expiry_s);
    put_property(out, Property::ReceiveMaximum, packet.receive_maximum);
    if (packet.maximum_qos) {
      put_property(out, Property::MaximumQos, static_cast<std::uint8_t>(*packet.maximum_qos));
    }
    put_property(out, Property::RetainAvailable, packet.retain_available);
    put_property(out, Property::MaximumPacketSize, packet.maximum_packet_size);
    put_unless({}, out, Property::AssignedClientId, packet.assigned_client_id);
    put_property(out, Property::TopicAliasMaximum, packet.topic_alias_maximum);
    put_unless({}, out, Property::ReasonString, packet.reason_string);
    put_property(out, Property::WildcardSubscriptionAvailable,
                 packet.wildcard_subscription_available);
    put_property(out, Property::SubscriptionIdsAvailable,
                 packet.subscription_identifiers_available);
    put_property(out, Property::SharedSubscriptionAvailable, packet.shared_subscription_available);
    put_property(out, Property::ServerKeepAlive, packet.server_keep_alive_s);
    put_unless({}, out, Property::ResponseInformation, packet.response_information);
    put_unless({}, out, Property::ServerReference, packet.server_reference);
    put_property(out, Property::AuthenticationMethod, packet.authentication_method);
    put_unless({}, out, Property::AuthenticationData, packet.authentication_data);
    put_user_properties(out, packet.user_properties);
  });
}

}  // namespace

Connect parse_connect(Reader& in, std::optional<Version>& version) {
  Connect out;
  const std::string_view protocol = in.text();
  const unsigned level = in.u8();
  if (in.error()) return out;
  version = version_of(protocol, level);
  if (!version) {
    in.fail(Reason::UnsupportedProtocolVersion, "neither MQTT 3.1.1 nor MQTT 5");
    return out;
  }
  out.version = *version;
  const unsigned flags = in.u8();
  const std::string_view fault = connect_flags_fault(flags, *version);
  if (!fault.empty()) in.fail(Reason::MalformedPacket, fault);
  out.clean_start = (flags & kCleanStart) != 0;
  out.keep_alive_s = in.u16();
  if (*version == Version::V5) read_connect_properties(in, out);
  out.client_id = in.text();
  if ((flags & kWill) != 0) out.will = parse_will(in, *version, flags);
  if ((flags & kUser) != 0) out.user = in.text();
  if ((flags & kPassword) != 0) out.password = in.binary();
  return out;
}

void write_body(const Connect& packet, Version version, std::string& out) {
  // Only MQTT 5 knows a password by itself.
  const bool password = packet.password && (version == Version::V5 || packet.user);
  put_bytes(out, kProtocol);
  put_u8(out, static_cast<unsigned>(version));
  put_u8(out, connect_flags(packet, password));
  put_u16(out, packet.keep_alive_s);
  if (version == Version::V5) write_connect_properties(packet, out);
  put_bytes(out, packet.client_id);
  if (packet.will) write_will(*packet.will, version, out);
  if (packet.user) put_bytes(out, *packet.user);
  if (password) put_bytes(out, *packet.password);
}

Connack parse_connack(Reader& in, Version version) {
  Connack out;
  const unsigned flags = in.u8();
  if (flags > 1) in.fail(Reason::MalformedPacket, "reserved flags of CONNACK");
  out.session_present = flags == 1;
  out.reason = version == Version::V5 ? read_reason(in, kConnackReasons) : read_return_code(in);
  if (out.session_present && out.reason != Reason::Success) {
    in.fail(Reason::ProtocolError, "a session present for a refused client");
  }
  if (version == Version::V311) return out;
  read_properties(in, out.user_properties,
                  [&](Property property) { return read_connack_property(in, property, out); });
  return out;
}

void write_body(const Connack& packet, Version version, std::string& out) {
  put_u8(out, packet.session_present ? 1 : 0);
  if (version == Version::V311) {
    put_u8(out, connect_return_code(packet.reason));
    return;
  }
  put_u8(out, static_cast<unsigned>(packet.reason));
  write_connack_properties(packet, out);
}

std::uint8_t connect_return_code(Reason reason) {
  if (!is_error(reason)) return 0;
  switch (reason) {
    case Reason::UnsupportedProtocolVersion: return 1;
    case Reason::ClientIdentifierNotValid: return 2;
    case Reason::UnspecifiedError:
    case Reason::ImplementationSpecific:
    case Reason::ServerUnavailable:
    case Reason::ServerBusy:
    case Reason::ServerShuttingDown:
    case Reason::MessageRateTooHigh:
    case Reason::QuotaExceeded:
    case Reason::UseAnotherServer:
    case Reason::ServerMoved:
    case Reason::ConnectionRateExceeded: return 3;
    case Reason::BadUserNameOrPassword:
    case Reason::BadAuthenticationMethod: return 4;
    default: return 5;
  }
}

}  // namespace varde::links::mqtt
