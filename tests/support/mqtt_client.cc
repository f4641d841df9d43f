#include "tests/support/mqtt_client.h"

#include <mqtt/async_client.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <deque>
#include <filesystem>
#include <mutex>
#include <set>
#include <utility>

namespace varde::test {
namespace {

constexpr int kQos = 1;
constexpr auto kDeadline = std::chrono::seconds(30);

// Under way at a time in publish_many. Below the 20 that Mosquitto grants: at that limit Paho's
// sending thread waits for a signal that it may have missed, up to a second for 20 messages.
constexpr int kWindow = 16;

std::string new_client_id() {
  static std::atomic<int> count{0};
  return "test-" + std::to_string(::getpid()) + "-" + std::to_string(++count);
}

void wait(const mqtt::token_ptr& token) {
  if (!token->wait_for(kDeadline)) throw std::runtime_error("the MQTT broker does not answer");
}

std::string paho_uri(const std::string& server) {
  const std::size_t end = server.find("://");
  const std::string scheme = server.substr(0, end);
  if (scheme == "mqtt") return "tcp" + server.substr(end);
  if (scheme == "mqtts") return "ssl" + server.substr(end);
  return server;
}

// The sockets that this process has connected to somewhere.
std::set<int> connected_sockets() {
  std::set<int> sockets;
  for (const auto& file : std::filesystem::directory_iterator("/proc/self/fd")) {
    const int fd = std::stoi(file.path().filename());
    sockaddr_storage peer{};
    socklen_t size = sizeof peer;
    const bool connected = ::getpeername(fd, reinterpret_cast<sockaddr*>(&peer), &size) == 0;
    if (connected && (peer.ss_family == AF_INET || peer.ss_family == AF_INET6)) sockets.insert(fd);
  }
  return sockets;
}

mqtt::message_ptr to_paho(const MqttClient::Message& message) {
  return mqtt::make_message(message.topic, message.payload, message.qos, message.retained);
}

mqtt::connect_options to_paho(const MqttClient::Options& options) {
  mqtt::connect_options paho;
  paho.set_mqtt_version(options.mqtt_5 ? MQTTVERSION_5 : MQTTVERSION_3_1_1);
  if (options.mqtt_5) {
    paho.set_clean_start(options.clean);
    if (options.session_expiry_s > 0) {
      paho.set_properties({{mqtt::property::SESSION_EXPIRY_INTERVAL,
                            static_cast<std::int32_t>(options.session_expiry_s)}});
    }
  } else {
    paho.set_clean_session(options.clean);
  }
  if (!options.user.empty()) {
    paho.set_user_name(options.user);
    paho.set_password(options.password);
  }
  if (options.will) paho.set_will_message(to_paho(*options.will));
  if (!options.ca_file.empty()) {
    mqtt::ssl_options tls;
    tls.set_trust_store(options.ca_file);
    tls.set_key_store(options.certificate_file);
    tls.set_private_key(options.key_file);
    tls.set_verify(true);
    paho.set_ssl(tls);
  }
  return paho;
}

MqttClient::Options by_mqtt_5(const std::string& server, const std::string& user,
                              const std::string& password) {
  MqttClient::Options options;
  options.server = server;
  options.user = user;
  options.password = password;
  return options;
}

}  // namespace

class MqttClient::Impl {
 public:
  explicit Impl(const Options& options)
      : client(
            paho_uri(options.server),
            options.client_id.empty() ? new_client_id() : options.client_id,
            mqtt::create_options(options.mqtt_5 ? MQTTVERSION_5 : MQTTVERSION_3_1_1, 2 * kWindow)) {
    client.set_message_callback([this](const mqtt::const_message_ptr& message) {
      const std::scoped_lock lock(mutex);
      const auto& properties = message->get_properties();
      std::string correlation;
      if (properties.contains(mqtt::property::CORRELATION_DATA)) {
        correlation = mqtt::get<std::string>(properties, mqtt::property::CORRELATION_DATA);
      }
      arrived.push_back({message->get_topic(), message->to_string(), message->get_qos(),
                         message->is_retained(), message->is_duplicate(), correlation});
    });
    client.set_disconnected_handler(
        [this](const mqtt::properties&, mqtt::ReasonCode reason) { ended_with = reason; });
  }

  void connect(const Options& options) {
    const std::set<int> before = connected_sockets();
    const auto token = client.connect(to_paho(options));
    try {
      wait(token);
    } catch (const mqtt::exception& error) {
      // A refusal is positive, and what Paho itself found wrong negative.
      const int code = token->get_return_code();
      if (code > 0) throw MqttRefused(code, error.to_string());
      throw;
    }
    session_present = token->get_connect_response().is_session_present();
    for (const int fd : connected_sockets()) {
      if (!before.contains(fd)) socket = fd;
    }
  }

  mqtt::async_client client;
  bool session_present = false;
  int socket = -1;
  std::atomic<int> ended_with{-1};
  std::mutex mutex;  // Guards arrived.
  std::vector<Message> arrived;
};

MqttClient::MqttClient(const Options& options) : impl_(std::make_unique<Impl>(options)) {
  impl_->connect(options);
}

MqttClient::MqttClient(const std::string& server, const std::string& user,
                       const std::string& password)
    : MqttClient(by_mqtt_5(server, user, password)) {}

MqttClient::~MqttClient() {
  try {
    impl_->client.disconnect()->wait_for(std::chrono::seconds(1));
  } catch (const mqtt::exception&) {  // The broker may be gone already; so is the connection then.
  }
}

bool MqttClient::session_present() const { return impl_->session_present; }
bool MqttClient::connected() const { return impl_->client.is_connected(); }

std::optional<int> MqttClient::disconnect_reason() const {
  const int reason = impl_->ended_with;
  return reason < 0 ? std::nullopt : std::optional<int>(reason);
}

void MqttClient::cut() { ::shutdown(impl_->socket, SHUT_RDWR); }

void MqttClient::publish(const std::string& topic, const std::string& payload, bool retained) {
  wait(impl_->client.publish(mqtt::make_message(topic, payload, kQos, retained)));
}

std::optional<int> MqttClient::ask_to_publish(const Message& message) {
  const auto token = impl_->client.publish(to_paho(message));
  const auto end = std::chrono::steady_clock::now() + kDeadline;
  try {
    while (!token->wait_for(std::chrono::milliseconds(5))) {
      if (!connected()) return std::nullopt;
      if (std::chrono::steady_clock::now() > end)
        throw std::runtime_error("the MQTT broker does not answer");
    }
  } catch (const mqtt::exception& error) {
    if (error.get_return_code() == MQTTASYNC_OPERATION_INCOMPLETE) return std::nullopt;
    if (error.get_reason_code() < mqtt::ReasonCode::UNSPECIFIED_ERROR) throw;
    return error.get_reason_code();
  }
  return 0;
}

void MqttClient::publish_many(const std::string& topic, std::size_t count,
                              const std::function<std::string(std::size_t)>& payload,
                              const std::function<void(std::size_t)>& acknowledged) {
  std::deque<mqtt::token_ptr> under_way;
  std::size_t done = 0;
  const auto await_oldest = [&] {
    wait(under_way.front());
    under_way.pop_front();
    if (acknowledged) acknowledged(done);
    ++done;
  };
  for (std::size_t i = 0; i < count; ++i) {
    under_way.push_back(impl_->client.publish(mqtt::make_message(topic, payload(i), kQos, false)));
    if (under_way.size() == std::size_t{kWindow}) await_oldest();
  }
  while (!under_way.empty()) await_oldest();
}

void MqttClient::publish_asking(const std::string& topic, const std::string& payload,
                                const std::string& response_topic,
                                const std::string& correlation_data) {
  auto message = mqtt::make_message(topic, payload, kQos, false);
  mqtt::properties properties;
  properties.add({mqtt::property::RESPONSE_TOPIC, response_topic});
  properties.add({mqtt::property::CORRELATION_DATA, correlation_data});
  message->set_properties(properties);
  wait(impl_->client.publish(message));
}

void MqttClient::subscribe(const std::string& filter, int qos) {
  wait(impl_->client.subscribe(filter, qos));
}

std::vector<MqttClient::Message> MqttClient::take() {
  const std::scoped_lock lock(impl_->mutex);
  return std::exchange(impl_->arrived, {});
}

}  // namespace varde::test
