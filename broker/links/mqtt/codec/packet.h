// MQTT 3.1.1 and 5.0 control packets as values (OASIS MQTT 5.0 chapter 3, MQTT 3.1.1 chapter 3).
//
// What a version or a packet type does not carry is empty: a packet of MQTT 3.1.1 has no
// properties. Bytes to packets: decoder.h; packets to bytes: encoder.h.
// Thread safety: values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace varde::links::mqtt {

// The protocol level in CONNECT.
enum class Version : std::uint8_t { V311 = 4, V5 = 5 };

enum class Qos : std::uint8_t { AtMostOnce = 0, AtLeastOnce = 1, ExactlyOnce = 2 };

// Reason codes of MQTT 5 (section 2.4). Below 0x80: success. What MQTT 3.1.1 is told instead:
// `connect_return_code`.
enum class Reason : std::uint8_t {
  Success = 0x00,  // Also: normal disconnection, granted QoS 0.
  GrantedQos1 = 0x01,
  GrantedQos2 = 0x02,
  DisconnectWithWill = 0x04,
  NoMatchingSubscribers = 0x10,
  NoSubscriptionExisted = 0x11,
  ContinueAuthentication = 0x18,
  Reauthenticate = 0x19,
  UnspecifiedError = 0x80,
  MalformedPacket = 0x81,
  ProtocolError = 0x82,
  ImplementationSpecific = 0x83,
  UnsupportedProtocolVersion = 0x84,
  ClientIdentifierNotValid = 0x85,
  BadUserNameOrPassword = 0x86,
  NotAuthorized = 0x87,
  ServerUnavailable = 0x88,
  ServerBusy = 0x89,
  Banned = 0x8A,
  ServerShuttingDown = 0x8B,
  BadAuthenticationMethod = 0x8C,
  KeepAliveTimeout = 0x8D,
  SessionTakenOver = 0x8E,
  TopicFilterInvalid = 0x8F,
  TopicNameInvalid = 0x90,
  PacketIdentifierInUse = 0x91,
  PacketIdentifierNotFound = 0x92,
  ReceiveMaximumExceeded = 0x93,
  TopicAliasInvalid = 0x94,
  PacketTooLarge = 0x95,
  MessageRateTooHigh = 0x96,
  QuotaExceeded = 0x97,
  AdministrativeAction = 0x98,
  PayloadFormatInvalid = 0x99,
  RetainNotSupported = 0x9A,
  QosNotSupported = 0x9B,
  UseAnotherServer = 0x9C,
  ServerMoved = 0x9D,
  SharedSubscriptionsNotSupported = 0x9E,
  ConnectionRateExceeded = 0x9F,
  MaximumConnectTime = 0xA0,
  SubscriptionIdentifiersNotSupported = 0xA1,
  WildcardSubscriptionsNotSupported = 0xA2,
};

[[nodiscard]] constexpr bool is_error(Reason reason) {
  return static_cast<std::uint8_t>(reason) >= 0x80;
}

struct UserProperty {
  std::string name;
  std::string value;
  friend bool operator==(const UserProperty&, const UserProperty&) = default;
};
using UserProperties = std::vector<UserProperty>;

// What PUBLISH and a will say about their payload.
struct PublishProperties {
  std::optional<std::uint8_t> payload_format;  // 0 bytes, 1 UTF-8.
  std::optional<std::uint32_t> message_expiry_s;
  std::optional<std::uint16_t> topic_alias;  // Never of a will.
  std::string response_topic;                // Empty: none.
  std::optional<std::string> correlation_data;
  std::vector<std::uint32_t> subscription_ids;  // Only from a server.
  std::string content_type;
  UserProperties user;
  friend bool operator==(const PublishProperties&, const PublishProperties&) = default;
};

struct Will {
  Qos qos = Qos::AtMostOnce;
  bool retain = false;
  std::string topic;
  std::string payload;
  std::uint32_t delay_s = 0;
  PublishProperties properties;
  friend bool operator==(const Will&, const Will&) = default;
};

struct Connect {
  Version version = Version::V5;
  bool clean_start = true;  // Clean session in 3.1.1.
  std::uint16_t keep_alive_s = 0;
  std::string client_id;
  std::optional<Will> will;
  std::optional<std::string> user;
  std::optional<std::string> password;
  // MQTT 5.
  std::uint32_t session_expiry_s = 0;  // 0xFFFFFFFF: never.
  std::optional<std::uint16_t> receive_maximum;
  std::optional<std::uint32_t> maximum_packet_size;
  std::uint16_t topic_alias_maximum = 0;
  bool request_response_information = false;
  bool request_problem_information = true;
  std::optional<std::string> authentication_method;
  std::string authentication_data;
  UserProperties user_properties;
  friend bool operator==(const Connect&, const Connect&) = default;
};

struct Connack {
  bool session_present = false;
  Reason reason = Reason::Success;
  // MQTT 5. None: not sent, and the default of section 3.2.2.3 holds.
  std::optional<std::uint32_t> session_expiry_s;
  std::optional<std::uint16_t> receive_maximum;
  std::optional<Qos> maximum_qos;
  std::optional<bool> retain_available;
  std::optional<std::uint32_t> maximum_packet_size;
  std::string assigned_client_id;
  std::optional<std::uint16_t> topic_alias_maximum;
  std::string reason_string;
  std::optional<bool> wildcard_subscription_available;
  std::optional<bool> subscription_identifiers_available;
  std::optional<bool> shared_subscription_available;
  std::optional<std::uint16_t> server_keep_alive_s;
  std::string response_information;
  std::string server_reference;
  std::optional<std::string> authentication_method;
  std::string authentication_data;
  UserProperties user_properties;
  friend bool operator==(const Connack&, const Connack&) = default;
};

struct Publish {
  bool dup = false;
  Qos qos = Qos::AtMostOnce;
  bool retain = false;
  std::uint16_t packet_id = 0;  // 0 with QoS 0, never otherwise.
  std::string topic;            // Empty: by topic alias.
  std::string payload;
  PublishProperties properties;
  friend bool operator==(const Publish&, const Publish&) = default;
};

enum class AckKind : std::uint8_t { Puback = 4, Pubrec = 5, Pubrel = 6, Pubcomp = 7 };

// PUBACK, PUBREC, PUBREL and PUBCOMP.
struct Ack {
  AckKind kind = AckKind::Puback;
  std::uint16_t packet_id = 0;
  Reason reason = Reason::Success;  // MQTT 5.
  std::string reason_string;
  UserProperties user_properties;
  friend bool operator==(const Ack&, const Ack&) = default;
};

enum class RetainHandling : std::uint8_t { Send = 0, SendIfNew = 1, DoNotSend = 2 };

struct Subscription {
  std::string filter;
  Qos maximum_qos = Qos::AtMostOnce;
  bool no_local = false;             // MQTT 5.
  bool retain_as_published = false;  // MQTT 5.
  RetainHandling retain_handling = RetainHandling::Send;
  friend bool operator==(const Subscription&, const Subscription&) = default;
};

struct Subscribe {
  std::uint16_t packet_id = 0;
  std::vector<Subscription> subscriptions;       // At least one.
  std::optional<std::uint32_t> subscription_id;  // 1 to 268,435,455.
  UserProperties user_properties;
  friend bool operator==(const Subscribe&, const Subscribe&) = default;
};

struct Suback {
  std::uint16_t packet_id = 0;
  std::vector<Reason> reasons;  // One for each subscription, in order.
  std::string reason_string;
  UserProperties user_properties;
  friend bool operator==(const Suback&, const Suback&) = default;
};

struct Unsubscribe {
  std::uint16_t packet_id = 0;
  std::vector<std::string> filters;  // At least one.
  UserProperties user_properties;
  friend bool operator==(const Unsubscribe&, const Unsubscribe&) = default;
};

struct Unsuback {
  std::uint16_t packet_id = 0;
  std::vector<Reason> reasons;  // MQTT 5: one for each filter, in order.
  std::string reason_string;
  UserProperties user_properties;
  friend bool operator==(const Unsuback&, const Unsuback&) = default;
};

struct Pingreq {
  friend bool operator==(const Pingreq&, const Pingreq&) = default;
};
struct Pingresp {
  friend bool operator==(const Pingresp&, const Pingresp&) = default;
};

struct Disconnect {
  Reason reason = Reason::Success;
  std::optional<std::uint32_t> session_expiry_s;  // Only from a client.
  std::string reason_string;
  std::string server_reference;
  UserProperties user_properties;
  friend bool operator==(const Disconnect&, const Disconnect&) = default;
};

struct Auth {
  Reason reason = Reason::Success;
  std::optional<std::string> authentication_method;
  std::string authentication_data;
  std::string reason_string;
  UserProperties user_properties;
  friend bool operator==(const Auth&, const Auth&) = default;
};

using Packet = std::variant<Connect, Connack, Publish, Ack, Subscribe, Suback, Unsubscribe,
                            Unsuback, Pingreq, Pingresp, Disconnect, Auth>;

}  // namespace varde::links::mqtt
