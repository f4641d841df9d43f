#include "bench/mqtt_load.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <stdexcept>
#include <utility>

#include "adapters/host/canonical_encode.h"
#include "tests/support/async_mqtt_client.h"
#include "varde/v1/signal.pb.h"

namespace varde::bench {
namespace {

namespace asio = boost::asio;
namespace mqtt = links::mqtt;
using boost::system::error_code;
using namespace std::chrono_literals;

constexpr auto kDeadline = 120s;
constexpr auto kTick = 1ms;

std::string payload(std::size_t sequence, const LoadPlan& plan) {
  core::Signal signal;
  signal.kind = plan.calls ? core::SignalKind::HelpCall : core::SignalKind::Heartbeat;
  signal.state = core::SignalState::Active;
  signal.key = core::SignalKey{plan.boot, sequence};
  return adapters::encode_canonical(signal, adapters::Form::Protobuf);
}

mqtt::Packet subscribe(const std::string& filter) {
  mqtt::Subscribe packet;
  packet.packet_id = 1;
  packet.subscriptions.push_back({filter, mqtt::Qos::AtLeastOnce, false, false, {}});
  return packet;
}

class Load {
 public:
  explicit Load(const LoadPlan& plan)
      : plan_(plan), acknowledged_(plan.messages), heard_(plan.messages), timer_(io_) {}

  LoadFigures run() {
    if (plan_.subscriber) {
      subscriber_ = std::make_unique<test::AsyncMqttClient>(
          io_, *plan_.subscriber, false, [this](auto packet) { on_subscriber(std::move(packet)); });
      subscriber_->start(plan_.port);
    } else {
      start_publishers();
    }
    io_.run_for(kDeadline);
    if (!done()) {
      throw std::runtime_error(std::to_string(plan_.messages - acknowledged_.count()) + " of " +
                               std::to_string(plan_.messages) + " not acknowledged, " +
                               std::to_string(plan_.messages - heard_.count()) + " not heard");
    }
    LoadFigures figures;
    figures.acknowledged = acknowledged_.summary();
    if (plan_.subscriber) figures.heard = heard_.summary();
    return figures;
  }

 private:
  struct Publisher {
    std::unique_ptr<test::AsyncMqttClient> client;
    std::string topic;
    std::uint16_t next_id = 1;
    std::size_t under_way = 0;
    std::size_t window = 0;
    std::vector<std::size_t> messages = std::vector<std::size_t>(65'536);  // By packet identifier.
  };

  void start_publishers() {
    for (std::size_t i = 0; i < plan_.connections; ++i) {
      auto& publisher = *publishers_.emplace_back(std::make_unique<Publisher>());
      Login login = plan_.publisher;
      login.client_id += "-" + std::to_string(i + 1);
      publisher.topic = "varde/v1/bench/sensor-" + std::to_string(i + 1) + "/signal";
      publisher.client = std::make_unique<test::AsyncMqttClient>(
          io_, login, false,
          [this, &publisher](const mqtt::Packet& packet) { on_publisher(publisher, packet); });
      publisher.client->start(plan_.port);
    }
  }

  void on_subscriber(mqtt::Packet packet) {
    test::throw_if_refused(packet);
    if (std::holds_alternative<mqtt::Connack>(packet)) {
      subscriber_->send(subscribe("varde/v1/bench/+/signal"));
    } else if (std::holds_alternative<mqtt::Suback>(packet)) {
      start_publishers();
    } else if (const auto* publish = std::get_if<mqtt::Publish>(&packet)) {
      v1::Signal signal;
      if (signal.ParseFromString(publish->payload) && signal.boot() == plan_.boot) {
        heard_.arrived(signal.sequence());
      }
      subscriber_->queue(mqtt::Ack{mqtt::AckKind::Puback, publish->packet_id, {}, {}, {}});
      stop_if_done();
    }
  }

  void on_publisher(Publisher& publisher, const mqtt::Packet& packet) {
    test::throw_if_refused(packet);
    if (const auto* connack = std::get_if<mqtt::Connack>(&packet)) {
      publisher.window =
          std::min<std::size_t>(plan_.window, connack->receive_maximum.value_or(65'535));
      if (++connected_ == plan_.connections) start_sending();
      return;
    }
    const auto* ack = std::get_if<mqtt::Ack>(&packet);
    if (ack == nullptr) return;
    acknowledged_.arrived(publisher.messages[ack->packet_id]);
    publisher.under_way -= 1;
    if (plan_.per_second == 0) fill(publisher);
    stop_if_done();
  }

  void start_sending() {
    started_ = std::chrono::steady_clock::now();
    if (plan_.per_second > 0) return tick();
    for (auto& publisher : publishers_) {
      fill(*publisher);
      publisher->client->flush();
    }
  }

  void fill(Publisher& publisher) {
    while (publisher.under_way < publisher.window && next_ < plan_.messages) publish(publisher);
  }

  void tick() {
    const std::chrono::duration<double> since = std::chrono::steady_clock::now() - started_;
    const auto due =
        std::min(plan_.messages, static_cast<std::size_t>(since.count() * plan_.per_second));
    while (next_ < due) publish(*publishers_[next_ % publishers_.size()]);
    for (auto& publisher : publishers_) publisher->client->flush();
    if (next_ == plan_.messages) return;
    timer_.expires_after(kTick);
    timer_.async_wait([this](error_code error) {
      if (!error) tick();
    });
  }

  void publish(Publisher& publisher) {
    mqtt::Publish packet;
    packet.qos = mqtt::Qos::AtLeastOnce;
    packet.packet_id = publisher.next_id;
    packet.topic = publisher.topic;
    packet.payload = payload(next_, plan_);
    publisher.messages[packet.packet_id] = next_;
    publisher.next_id = static_cast<std::uint16_t>(publisher.next_id % 65'535 + 1);
    publisher.under_way += 1;
    acknowledged_.sent(next_);
    heard_.sent(next_);
    ++next_;
    publisher.client->queue(packet);
  }

  [[nodiscard]] bool done() const {
    return acknowledged_.count() == plan_.messages &&
           (!plan_.subscriber || heard_.count() == plan_.messages);
  }
  void stop_if_done() {
    if (done()) io_.stop();
  }

  const LoadPlan plan_;
  Latency acknowledged_;
  Latency heard_;
  asio::io_context io_{1};
  asio::steady_timer timer_;
  std::unique_ptr<test::AsyncMqttClient> subscriber_;
  std::vector<std::unique_ptr<Publisher>> publishers_;
  std::size_t connected_ = 0;
  std::size_t next_ = 0;
  std::chrono::steady_clock::time_point started_;
};

}  // namespace

LoadFigures run_load(const LoadPlan& plan) { return Load(plan).run(); }

}  // namespace varde::bench
