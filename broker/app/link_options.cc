#include "broker/app/link_options.h"

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

}  // namespace varde::app
