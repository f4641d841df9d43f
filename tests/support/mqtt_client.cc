#include "tests/support/mqtt_client.h"

#include <mqtt/async_client.h>
#include <unistd.h>

#include <atomic>
#include <deque>
#include <mutex>
#include <stdexcept>
#include <utility>

namespace varde::test {
namespace {

constexpr int kQos = 1;
constexpr auto kDeadline = std::chrono::seconds(10);

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
  return "tcp://" + server.substr(server.find("://") + 3);
}

}  // namespace

class MqttClient::Impl {
 public:
  explicit Impl(const std::string& server)
      : client(paho_uri(server), new_client_id(),
               mqtt::create_options(MQTTVERSION_5, 2 * kWindow)) {
    client.set_message_callback([this](const mqtt::const_message_ptr& message) {
      const std::scoped_lock lock(mutex);
      const auto& properties = message->get_properties();
      std::string correlation;
      if (properties.contains(mqtt::property::CORRELATION_DATA)) {
        correlation = mqtt::get<std::string>(properties, mqtt::property::CORRELATION_DATA);
      }
      arrived.push_back({message->get_topic(), message->to_string(), correlation});
    });
  }

  mqtt::async_client client;
  std::mutex mutex;  // Guards arrived.
  std::vector<Message> arrived;
};

MqttClient::MqttClient(const std::string& server, const std::string& user,
                       const std::string& password)
    : impl_(std::make_unique<Impl>(server)) {
  mqtt::connect_options options;
  options.set_mqtt_version(MQTTVERSION_5);
  options.set_clean_start(true);
  if (!user.empty()) {
    options.set_user_name(user);
    options.set_password(password);
  }
  wait(impl_->client.connect(options));
}

MqttClient::~MqttClient() {
  try {
    impl_->client.disconnect()->wait_for(std::chrono::seconds(1));
  } catch (const mqtt::exception&) {  // The broker may be gone already; so is the connection then.
  }
}

void MqttClient::publish(const std::string& topic, const std::string& payload, bool retained) {
  wait(impl_->client.publish(mqtt::make_message(topic, payload, kQos, retained)));
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

void MqttClient::subscribe(const std::string& filter) {
  wait(impl_->client.subscribe(filter, kQos));
}

std::vector<MqttClient::Message> MqttClient::take() {
  const std::scoped_lock lock(impl_->mutex);
  return std::exchange(impl_->arrived, {});
}

}  // namespace varde::test
