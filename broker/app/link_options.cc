#include "broker/app/link_options.h"

#include <algorithm>
#include <chrono>
#include <random>

namespace varde::app {

links::BridgeOptions bridge_options(const LinkConfig& link) {
  const PahoConfig& paho = link.paho;
  links::BridgeOptions options;
  options.name = link.name;
  options.server = paho.server;
  options.version = paho.version == "3.1.1" ? links::MqttVersion::V311 : links::MqttVersion::V5;
  options.client_id = paho.client_id;
  options.user = paho.user;
  options.password_file = paho.password_file;
  if (paho.tls) options.tls = {paho.tls->ca, paho.tls->certificate, paho.tls->key, true};
  options.keep_alive = std::chrono::seconds(paho.keep_alive_s);
  options.sessions = static_cast<unsigned>(paho.sessions);
  options.seed = std::random_device{}();
  return options;
}

namespace {

std::optional<links::mqtt::TcpEndpoint> endpoint(const std::optional<ListenAddress>& address) {
  if (!address) return std::nullopt;
  return links::mqtt::TcpEndpoint{address->host, address->port};
}

}  // namespace

links::mqtt::ListenerOptions listener_options(const Config& config) {
  const MqttConfig& mqtt = *config.mqtt;
  links::mqtt::ListenerOptions options;
  options.name = mqtt.name;
  options.clients_file = config.clients_file();
  options.tcp = endpoint(mqtt.listen);
  if (mqtt.tls) {
    options.tls = endpoint(mqtt.tls->listen);
    options.tls_files = {mqtt.tls->certificate, mqtt.tls->key, mqtt.tls->client_ca,
                         mqtt.tls->require_certificate};
  }
  if (mqtt.websocket) {
    options.websocket = endpoint(mqtt.websocket->listen);
    options.websocket_path = mqtt.websocket->path;
    options.websocket_tls = mqtt.websocket->tls;
  }
  options.lab = mqtt.lab;
  options.redirect_to = mqtt.redirect_to;
  options.offline_after = std::chrono::seconds(mqtt.offline_after_s);
  options.limits.connections = static_cast<std::size_t>(mqtt.max_connections);
  options.limits.keep_alive_s = static_cast<std::uint16_t>(mqtt.keep_alive_max_s);
  options.limits.connect_time = std::chrono::seconds(mqtt.connect_timeout_s);
  options.limits.packet_bytes = static_cast<std::uint32_t>(mqtt.largest_packet);
  options.limits.connect_packet_bytes =
      std::min(options.limits.connect_packet_bytes, options.limits.packet_bytes);
  options.limits.session_expiry_s = static_cast<std::uint32_t>(mqtt.session_expiry_max_s);
  return options;
}

std::vector<core::DeviceRef> online_through(const core::State& state, const LinkId& link) {
  std::vector<core::DeviceRef> online;
  for (const auto& [device, memory] : state.devices) {
    if (memory.link != link) continue;
    const auto said = memory.reported.find(core::SignalKind::Online);
    if (said == memory.reported.end()) continue;
    const auto left = memory.reported.find(core::SignalKind::Offline);
    if (left == memory.reported.end() || left->second.at < said->second.at)
      online.push_back(device);
  }
  return online;
}

}  // namespace varde::app
