#include "tests/support/mqtt_crowd.h"

#include <boost/asio/steady_timer.hpp>
#include <map>
#include <stdexcept>
#include <utility>

namespace varde::test {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

constexpr auto kDeadline = 120s;
constexpr auto kTick = 1ms;

mqtt::Packet subscribe(const std::string& filter) {
  mqtt::Subscribe packet;
  packet.packet_id = 1;
  packet.subscriptions.push_back({filter, mqtt::Qos::AtLeastOnce, false, false, {}});
  return packet;
}

}  // namespace

class MqttCrowd::Impl {
 public:
  double connect(std::uint16_t port, const std::vector<MqttLogin>& logins) {
    const auto started = Clock::now();
    for (const MqttLogin& login : logins) {
      auto& device = *devices_.emplace_back(std::make_unique<Device>());
      device.commands = "varde/v1/" + login.user + "/command";
      device.client = std::make_unique<AsyncMqttClient>(
          io_, login, true,
          [this, &device](const mqtt::Packet& packet) { arrived(device, packet); });
      device.client->start(port);
    }
    run_until(started + kDeadline, [this] { return ready_ == devices_.size(); });
    if (ready_ < devices_.size()) {
      throw std::runtime_error(std::to_string(devices_.size() - ready_) + " of " +
                               std::to_string(devices_.size()) + " devices did not get in");
    }
    return std::chrono::duration<double>(Clock::now() - started).count();
  }

  std::vector<Times> publish(const std::vector<Message>& messages) {
    messages_ = &messages;
    times_.assign(messages.size(), {});
    next_ = 0;
    acknowledged_ = 0;
    started_ = Clock::now();
    tick();
    const auto last = messages.empty() ? 0us : messages.back().at;
    run_until(started_ + last + kDeadline,
              [this, &messages] { return acknowledged_ == messages.size(); });
    if (acknowledged_ < messages.size()) {
      throw std::runtime_error(std::to_string(messages.size() - acknowledged_) + " of " +
                               std::to_string(messages.size()) + " messages not acknowledged");
    }
    return std::move(times_);
  }

 private:
  struct Device {
    std::unique_ptr<AsyncMqttClient> client;
    std::string commands;
    std::uint16_t last_id = 0;
    std::map<std::uint16_t, std::size_t> under_way;  // Packet identifier to message.
  };

  template <class Done>
  void run_until(Clock::time_point deadline, Done done) {
    io_.restart();
    while (!done() && io_.run_one_until(deadline) > 0) {
    }
  }

  void arrived(Device& device, const mqtt::Packet& packet) {
    throw_if_refused(packet);
    if (std::holds_alternative<mqtt::Connack>(packet)) {
      device.client->send(subscribe(device.commands));
    } else if (std::holds_alternative<mqtt::Suback>(packet)) {
      ready_ += 1;
    } else if (const auto* command = std::get_if<mqtt::Publish>(&packet)) {
      device.client->queue(mqtt::Ack{mqtt::AckKind::Puback, command->packet_id, {}, {}, {}});
    } else if (const auto* ack = std::get_if<mqtt::Ack>(&packet)) {
      const auto found = device.under_way.find(ack->packet_id);
      if (found == device.under_way.end()) return;
      times_[found->second].acknowledged = Clock::now();
      device.under_way.erase(found);
      acknowledged_ += 1;
    }
  }

  void tick() {
    const auto since = Clock::now() - started_;
    for (; next_ < messages_->size() && (*messages_)[next_].at <= since; ++next_) send(next_);
    if (next_ == messages_->size()) return;
    timer_.expires_after(kTick);
    timer_.async_wait([this](boost::system::error_code error) {
      if (!error) tick();
    });
  }

  void send(std::size_t index) {
    const Message& message = (*messages_)[index];
    Device& device = *devices_.at(message.device);
    mqtt::Publish packet;
    packet.qos = mqtt::Qos::AtLeastOnce;
    device.last_id = static_cast<std::uint16_t>(device.last_id % 65'535 + 1);
    packet.packet_id = device.last_id;
    packet.topic = message.topic;
    packet.payload = message.payload;
    device.under_way[packet.packet_id] = index;
    times_[index].published = Clock::now();
    device.client->queue(packet);
    device.client->flush();
  }

  asio::io_context io_{1};
  asio::steady_timer timer_{io_};
  std::vector<std::unique_ptr<Device>> devices_;
  std::size_t ready_ = 0;
  // Of the call of publish().
  const std::vector<Message>* messages_ = nullptr;
  std::vector<Times> times_;
  std::size_t next_ = 0;
  std::size_t acknowledged_ = 0;
  Clock::time_point started_;
};

MqttCrowd::MqttCrowd() : impl_(std::make_unique<Impl>()) {}
MqttCrowd::~MqttCrowd() = default;
double MqttCrowd::connect(std::uint16_t port, const std::vector<MqttLogin>& logins) {
  return impl_->connect(port, logins);
}
std::vector<MqttCrowd::Times> MqttCrowd::publish(const std::vector<Message>& messages) {
  return impl_->publish(messages);
}

}  // namespace varde::test
