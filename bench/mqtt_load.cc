#include "bench/mqtt_load.h"

#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#include <chrono>
#include <stdexcept>
#include <utility>

#include "adapters/host/canonical_encode.h"
#include "broker/links/mqtt/codec/decoder.h"
#include "broker/links/mqtt/codec/encoder.h"
#include "varde/v1/signal.pb.h"

namespace varde::bench {
namespace {

namespace asio = boost::asio;
namespace mqtt = links::mqtt;
using asio::ip::tcp;
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

// One client: connects, and hands over each packet that comes.
class Client {
 public:
  using Arrived = std::function<void(mqtt::Packet)>;

  Client(asio::io_context& io, const Login& login, bool keeps_session, Arrived arrived)
      : socket_(io), arrived_(std::move(arrived)) {
    connect_.client_id = login.client_id;
    connect_.clean_start = !keeps_session;
    connect_.session_expiry_s = keeps_session ? 3'600 : 0;
    connect_.keep_alive_s = 600;
    if (!login.user.empty()) {
      connect_.user = login.user;
      connect_.password = login.secret;
    }
  }

  void start(std::uint16_t port) {
    socket_.async_connect({asio::ip::address_v4::loopback(), port}, [this](error_code error) {
      if (error) throw std::runtime_error("cannot connect: " + error.message());
      socket_.set_option(tcp::no_delay(true));
      send(mqtt::Packet(connect_));
      read();
    });
  }

  void send(const mqtt::Packet& packet) {
    encode(packet, mqtt::Version::V5, out_);
    flush();
  }
  // Without a flush: for many at a time.
  void queue(const mqtt::Publish& packet) { encode(packet, mqtt::Version::V5, out_); }
  void queue(const mqtt::Ack& packet) { encode(packet, mqtt::Version::V5, out_); }

  void flush() {
    if (out_.empty() || !writing_.empty()) return;
    writing_.swap(out_);
    asio::async_write(socket_, asio::buffer(writing_), [this](error_code error, std::size_t) {
      if (error) throw std::runtime_error("the connection broke: " + error.message());
      writing_.clear();
      flush();
    });
  }

 private:
  // Waits without a buffer of its own: there may be ten thousand.
  void read() {
    socket_.async_wait(tcp::socket::wait_read, [this](error_code error) {
      static std::array<char, 64 * 1024> buffer;
      const std::size_t size = error ? 0 : socket_.read_some(asio::buffer(buffer), error);
      if (error) throw std::runtime_error("the connection broke: " + error.message());
      std::string_view bytes(buffer.data(), size);
      while (auto packet = next(bytes)) arrived_(*std::move(packet));
      flush();
      read();
    });
  }

  std::optional<mqtt::Packet> next(std::string_view& bytes) {
    auto packet = decoder_.next(bytes);
    if (packet.has_error()) {
      throw std::runtime_error("no MQTT: " + std::string(packet.error().detail));
    }
    return *std::move(packet);
  }

  tcp::socket socket_;
  Arrived arrived_;
  mqtt::Connect connect_;
  mqtt::Decoder decoder_{mqtt::DecoderLimits{}, mqtt::Version::V5};
  std::string out_;
  std::string writing_;
};

void check(const mqtt::Packet& packet) {
  const auto refused = [](const char* what, mqtt::Reason reason) {
    throw std::runtime_error(std::string(what) + " refused with reason " +
                             std::to_string(static_cast<int>(reason)));
  };
  if (const auto* connack = std::get_if<mqtt::Connack>(&packet)) {
    if (mqtt::is_error(connack->reason)) refused("CONNECT", connack->reason);
  } else if (const auto* suback = std::get_if<mqtt::Suback>(&packet)) {
    if (mqtt::is_error(suback->reasons.front())) refused("SUBSCRIBE", suback->reasons.front());
  } else if (const auto* ack = std::get_if<mqtt::Ack>(&packet)) {
    if (mqtt::is_error(ack->reason)) refused("PUBLISH", ack->reason);
  } else if (const auto* disconnect = std::get_if<mqtt::Disconnect>(&packet)) {
    refused("the connection was", disconnect->reason);
  }
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
      subscriber_ = std::make_unique<Client>(
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
    std::unique_ptr<Client> client;
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
      publisher.client = std::make_unique<Client>(
          io_, login, false,
          [this, &publisher](const mqtt::Packet& packet) { on_publisher(publisher, packet); });
      publisher.client->start(plan_.port);
    }
  }

  void on_subscriber(mqtt::Packet packet) {
    check(packet);
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
    check(packet);
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
  std::unique_ptr<Client> subscriber_;
  std::vector<std::unique_ptr<Publisher>> publishers_;
  std::size_t connected_ = 0;
  std::size_t next_ = 0;
  std::chrono::steady_clock::time_point started_;
};

}  // namespace

LoadFigures run_load(const LoadPlan& plan) { return Load(plan).run(); }

class IdleClients::Impl {
 public:
  double connect(std::uint16_t port, const std::vector<Login>& logins) {
    const auto started = std::chrono::steady_clock::now();
    std::size_t ready = 0;
    for (const Login& login : logins) {
      auto& client = clients_.emplace_back();
      const std::string filter = "varde/v1/" + login.user + "/command";
      client = std::make_unique<Client>(
          io_, login, true,
          [this, &ready, filter, index = clients_.size() - 1,
           all = logins.size()](const mqtt::Packet& packet) {
            check(packet);
            if (std::holds_alternative<mqtt::Connack>(packet)) {
              clients_[index]->send(subscribe(filter));
            } else if (std::holds_alternative<mqtt::Suback>(packet) && ++ready == all) {
              io_.stop();
            }
          });
      client->start(port);
    }
    io_.run_for(kDeadline);
    if (ready < logins.size()) {
      throw std::runtime_error(std::to_string(logins.size() - ready) + " of " +
                               std::to_string(logins.size()) + " clients did not get in");
    }
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
  }

 private:
  asio::io_context io_{1};
  std::vector<std::unique_ptr<Client>> clients_;
};

IdleClients::IdleClients() : impl_(std::make_unique<Impl>()) {}
IdleClients::~IdleClients() = default;
double IdleClients::connect(std::uint16_t port, const std::vector<Login>& logins) {
  return impl_->connect(port, logins);
}

}  // namespace varde::bench
