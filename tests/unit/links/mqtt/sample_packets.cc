#include "tests/unit/links/mqtt/sample_packets.h"

#include <string>

namespace varde::links::mqtt {
namespace {

const UserProperties kUser{{"site", "nordlia"}, {"site", "sørlia"}, {"", ""}};
const std::string kBinary("\0\xFF\x80", 3);

PublishProperties message_properties() {
  PublishProperties out;
  out.payload_format = std::uint8_t{1};
  out.message_expiry_s = 3'600;
  out.response_topic = "varde/v1/nordlia/button-0001/response";
  out.correlation_data = kBinary;
  out.content_type = "application/json";
  out.user = kUser;
  return out;
}

Connect bare_connect(Version version) {
  Connect out;
  out.version = version;
  out.keep_alive_s = 60;
  out.client_id = "button-0001";
  return out;
}

Connect connect_with_will(Version version) {
  Connect out = bare_connect(version);
  out.clean_start = false;
  out.will = Will{Qos::ExactlyOnce, true, "varde/v1/nordlia/button-0001/state", kBinary, 0, {}};
  out.user = "button-0001";
  out.password = kBinary;
  return out;
}

Connect full_connect() {
  Connect out = connect_with_will(Version::V5);
  out.will->delay_s = 30;
  out.will->properties = message_properties();
  out.session_expiry_s = 0xFFFF'FFFF;
  out.receive_maximum = 20;
  out.maximum_packet_size = 65'536;
  out.topic_alias_maximum = 10;
  out.request_response_information = true;
  out.request_problem_information = false;
  out.authentication_method = "SCRAM-SHA-256";
  out.authentication_data = kBinary;
  out.user_properties = kUser;
  return out;
}

Connect password_only() {
  Connect out = bare_connect(Version::V5);
  out.client_id = "";
  out.password = "";
  return out;
}

Connack full_connack() {
  Connack out;
  out.session_present = true;
  out.session_expiry_s = 7'200;
  out.receive_maximum = 64;
  out.maximum_qos = Qos::AtLeastOnce;
  out.retain_available = false;
  out.maximum_packet_size = 1'048'576;
  out.assigned_client_id = "varde-1";
  out.topic_alias_maximum = 0;
  out.reason_string = "welcome";
  out.wildcard_subscription_available = true;
  out.subscription_identifiers_available = false;
  out.shared_subscription_available = true;
  out.server_keep_alive_s = 120;
  out.response_information = "responses/";
  out.server_reference = "other.example:1883";
  out.authentication_method = "SCRAM-SHA-256";
  out.authentication_data = kBinary;
  out.user_properties = kUser;
  return out;
}

Publish publish(Qos qos, std::string payload) {
  Publish out;
  out.qos = qos;
  out.packet_id = qos == Qos::AtMostOnce ? 0 : 0x1234;
  out.topic = "varde/v1/nordlia/button-0001/signal";
  out.payload = std::move(payload);
  return out;
}

Publish full_publish() {
  Publish out = publish(Qos::ExactlyOnce, kBinary);
  out.dup = true;
  out.retain = true;
  out.properties = message_properties();
  out.properties.topic_alias = 7;
  out.properties.subscription_ids = {1, 128, 268'435'455, 1};
  return out;
}

Publish publish_by_alias() {
  Publish out = publish(Qos::AtLeastOnce, "x");
  out.topic = "";
  out.properties.topic_alias = 65'535;
  return out;
}

Ack full_ack(AckKind kind, Reason reason) { return {kind, 0xFFFF, reason, "no room", kUser}; }

Subscribe full_subscribe() {
  Subscribe out;
  out.packet_id = 3;
  out.subscriptions = {
      {"varde/v1/+/button-0001/#", Qos::ExactlyOnce, true, true, RetainHandling::DoNotSend},
      {"$share/bridges/varde/#", Qos::AtLeastOnce, false, true, RetainHandling::SendIfNew},
      {"#", Qos::AtMostOnce, false, false, RetainHandling::Send}};
  out.subscription_id = 268'435'455;
  out.user_properties = kUser;
  return out;
}

Disconnect full_disconnect() {
  return {Reason::ServerMoved, 0, "moved", "other.example:1883", kUser};
}

void add_acks(std::vector<Packet>& out) {
  for (const AckKind kind : {AckKind::Puback, AckKind::Pubrec, AckKind::Pubrel, AckKind::Pubcomp}) {
    out.emplace_back(Ack{kind, 1, Reason::Success, "", {}});
  }
}

// What both versions can say.
std::vector<Packet> common_packets(Version version) {
  std::vector<Packet> out{
      bare_connect(version),
      connect_with_will(version),
      Connack{},
      publish(Qos::AtMostOnce, ""),
      publish(Qos::AtLeastOnce, R"({"kind":"help_call"})"),
      publish(Qos::ExactlyOnce, std::string(200, 'x')),
      publish(Qos::AtLeastOnce, std::string(20'000, 'x')),
      Subscribe{2, {{"a/b", Qos::AtLeastOnce}, {"c/d", Qos::ExactlyOnce}}, {}, {}},
      Suback{2, {Reason::GrantedQos1, Reason::GrantedQos2, Reason::Success}, "", {}},
      Suback{2, {Reason::UnspecifiedError}, "", {}},
      Unsubscribe{5, {"a/b", "c/d", "+/#"}, {}},
      Pingreq{},
      Pingresp{},
      Disconnect{},
  };
  Connack present;
  present.session_present = true;
  out.emplace_back(present);
  Connack refused;
  refused.reason = Reason::NotAuthorized;
  out.emplace_back(refused);
  add_acks(out);
  return out;
}

void add_packets_of_v5(std::vector<Packet>& out) {
  out.emplace_back(full_connect());
  out.emplace_back(password_only());
  out.emplace_back(full_connack());
  out.emplace_back(full_publish());
  out.emplace_back(publish_by_alias());
  out.emplace_back(Ack{AckKind::Puback, 2, Reason::NoMatchingSubscribers, "", {}});
  out.emplace_back(full_ack(AckKind::Puback, Reason::QuotaExceeded));
  out.emplace_back(full_ack(AckKind::Pubrec, Reason::NotAuthorized));
  out.emplace_back(full_ack(AckKind::Pubrel, Reason::PacketIdentifierNotFound));
  out.emplace_back(full_ack(AckKind::Pubcomp, Reason::Success));
  out.emplace_back(full_subscribe());
  out.emplace_back(Suback{3, {Reason::TopicFilterInvalid, Reason::Success}, "no", kUser});
  out.emplace_back(Unsubscribe{6, {"a/b"}, kUser});
  out.emplace_back(Unsuback{6, {Reason::Success, Reason::NoSubscriptionExisted}, "", {}});
  out.emplace_back(Unsuback{6, {Reason::NotAuthorized}, "no", kUser});
  out.emplace_back(Disconnect{Reason::DisconnectWithWill, {}, "", "", {}});
  out.emplace_back(Disconnect{Reason::Success, 30, "", "", {}});
  out.emplace_back(full_disconnect());
  out.emplace_back(Auth{});
  out.emplace_back(Auth{Reason::ContinueAuthentication, "SCRAM-SHA-256", kBinary, "go on", kUser});
  out.emplace_back(Auth{Reason::Reauthenticate, "", "", "", {}});
}

}  // namespace

std::vector<Packet> sample_packets(Version version) {
  std::vector<Packet> out = common_packets(version);
  if (version == Version::V5) {
    add_packets_of_v5(out);
  } else {
    out.emplace_back(Unsuback{6, {}, "", {}});
  }
  return out;
}

}  // namespace varde::links::mqtt
