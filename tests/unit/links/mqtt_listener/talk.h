// What clients say in these tests, in few words, and who they are.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "broker/links/mqtt/codec/packet.h"
#include "broker/links/mqtt/codec/reasons.h"
#include "tests/support/listener_bench.h"
#include "tests/support/world.h"
#include "tests/unit/links/mqtt_clients/clients.h"

namespace varde::test {

using mqtt::Ack;
using mqtt::AckKind;
using mqtt::Connack;
using mqtt::Connect;
using mqtt::Disconnect;
using mqtt::Packet;
using mqtt::Pingreq;
using mqtt::Pingresp;
using mqtt::Publish;
using mqtt::Qos;
using mqtt::Reason;
using mqtt::Suback;
using mqtt::Subscribe;
using mqtt::Unsuback;
using mqtt::Unsubscribe;
using mqtt::Version;

inline constexpr auto kV311 = Version::V311;
inline constexpr auto kV5 = Version::V5;

// A client with a clean start, whose session ends with its connection.
inline Connect hello(const std::string& client_id) {
  Connect connect;
  connect.client_id = client_id;
  return connect;
}

// A client that comes back to its session, which waits an hour for it.
inline Connect lasting(const std::string& client_id) {
  Connect connect = hello(client_id);
  connect.clean_start = false;
  connect.session_expiry_s = 3600;
  return connect;
}

// `connect` of somebody with a name and a secret; the client identifier is the name, if none is
// set.
inline Connect named(const std::string& name, Connect connect) {
  if (connect.client_id.empty()) connect.client_id = name;
  connect.user = name;
  connect.password = secret_of(name);
  return connect;
}

inline mqtt::Client with_secret(mqtt::Client client) {
  client.secret = mqtt::hash_secret(secret_of(client.name));
  return client;
}

// Two devices of small_register, and an integrator who may send commands and hear all.
inline std::vector<mqtt::Client> small_clients() {
  return {with_secret(client("nordlia/button-1")), with_secret(client("nordlia/leak-1")),
          with_secret(trusted("control", {"varde/v1/+/+/command"}, {"#"}))};
}

inline Publish publish(const std::string& topic, const std::string& payload,
                       Qos qos = Qos::AtMostOnce, std::uint16_t packet_id = 0) {
  Publish packet;
  packet.topic = topic;
  packet.payload = payload;
  packet.qos = qos;
  packet.packet_id = packet_id;
  return packet;
}

inline Publish retained(Publish packet) {
  packet.retain = true;
  return packet;
}

inline mqtt::Subscription to(const std::string& filter, Qos maximum = Qos::ExactlyOnce) {
  mqtt::Subscription subscription;
  subscription.filter = filter;
  subscription.maximum_qos = maximum;
  return subscription;
}

inline Ack ack(AckKind kind, std::uint16_t packet_id, Reason reason = Reason::Success) {
  Ack packet;
  packet.kind = kind;
  packet.packet_id = packet_id;
  packet.reason = reason;
  return packet;
}

// Subscribes and answers the reasons of SUBACK.
inline std::vector<Reason> subscribe(RawMqttClient& client,
                                     std::vector<mqtt::Subscription> subscriptions) {
  Subscribe packet;
  packet.packet_id = 0x5B5;
  packet.subscriptions = std::move(subscriptions);
  client.send(packet);
  return client.expect<Suback>().reasons;
}

// Publishes with QoS 1 and waits until it is on disk.
inline Reason publish_stored(RawMqttClient& client, Publish packet) {
  packet.qos = Qos::AtLeastOnce;
  packet.packet_id = 0xA11;
  client.send(packet);
  return client.expect<Ack>().reason;
}

// Takes the next message of QoS 1, answers it and gives its payload.
inline std::string take(RawMqttClient& client) {
  const auto packet = client.expect<Publish>();
  if (packet.qos == Qos::AtLeastOnce) client.send(ack(AckKind::Puback, packet.packet_id));
  return packet.payload;
}

}  // namespace varde::test
