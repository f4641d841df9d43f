#include "broker/links/mqtt/listener.h"

#include <spdlog/spdlog.h>

#include <atomic>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <future>
#include <map>
#include <optional>
#include <set>
#include <stdexcept>
#include <thread>
#include <utility>

#include "broker/core/input.h"
#include "broker/links/mqtt/acceptor.h"
#include "broker/links/mqtt/connection.h"
#include "broker/links/mqtt/hub.h"
#include "broker/links/mqtt/transport/tls_context.h"
#include "broker/links/mqtt/transport/transport.h"

namespace varde::links::mqtt {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

// Of all connections, so many may be without a client yet; then the oldest of those makes room.
constexpr std::size_t unfinished_limit(std::size_t connections) { return connections / 2; }

}  // namespace

class MqttListener::Impl {
 public:
  Impl(engine::Engine& engine, const eventlog::EventLog& log, const Clock& clock,
       ListenerOptions options)
      : engine_(engine),
        log_(log),
        options_(std::move(options)),
        hub_(std::make_unique<Hub>(io_, engine, clock, options_, counters_)),
        timer_(*io_) {}
  ~Impl() { stop(); }

  void start() {
    load_clients();
    if (options_.tls || options_.websocket_tls) make_tls();
    listen();
    if (const auto restored = hub_->restore(log_); !restored) {
      throw std::runtime_error("mqtt: " + restored.error().detail);
    }
    tell();
    for (auto& [way, acceptor] : acceptors_) acceptor->start();
    look_later();
    running_ = true;
    thread_ = std::thread([this] { io_->run(); });
  }

  void stop() {
    if (!std::exchange(running_, false)) return;
    std::promise<void> done;
    asio::post(*io_, [&] {
      shut_down();
      done.set_value();
    });
    done.get_future().wait();
    work_.reset();
    io_->stop();
    thread_.join();
    connections_.clear();
    hub_.reset();
  }

  void run_effect(const core::Effect& effect) {
    asio::post(*io_, [this, effect] {
      if (!stopping_) hub_->notices.add(effect, hub_->now());
    });
  }

  void publish(Message message) {
    asio::post(*io_, [this, message = std::move(message)] {
      if (!stopping_) hub_->intake.publish_unlogged(message);
    });
  }

  enum class Way : std::uint8_t { Tcp, Tls, WebSocket };
  [[nodiscard]] std::uint16_t port(Way way) const {
    const auto found = acceptors_.find(way);
    return found == acceptors_.end() ? std::uint16_t{0} : found->second->port();
  }

  [[nodiscard]] const Counters& counters() const { return counters_; }

 private:
  void load_clients() {
    if (const auto loaded = hub_->clients.load(); !loaded) {
      throw std::runtime_error("mqtt: " + loaded.error().detail);
    }
  }

  void make_tls() {
    const TlsFiles& files = options_.tls_files;
    tls_ = make_tls_context(
        {files.certificate, files.key, files.client_ca, files.require_certificate});
  }

  void listen() {
    const auto add = [this](Way way, const std::optional<TcpEndpoint>& endpoint) {
      if (!endpoint) return;
      acceptors_[way] = std::make_unique<Acceptor>(
          *io_, *endpoint, [this, way](tcp::socket socket) { accepted(way, std::move(socket)); });
    };
    add(Way::Tcp, options_.tcp);
    add(Way::Tls, options_.tls);
    add(Way::WebSocket, options_.websocket);
  }

  void tell() {
    std::string detail = "listening";
    if (!options_.redirect_to.empty()) detail = "on standby";
    if (options_.lab) {
      detail = "LAB: whoever reaches this machine's loopback may publish and subscribe anything";
      spdlog::critical("link {}: {}", options_.name.str(), detail);
    }
    engine_.post(core::ChangeLink{options_.name, true, std::move(detail), false});
  }

  void accepted(Way way, tcp::socket socket) {
    counters_.accepted += 1;
    if (connections_.size() >= options_.limits.connections) {
      counters_.over_limit += 1;
      return;  // The socket closes.
    }
    if (unfinished_.size() >= unfinished_limit(options_.limits.connections)) drop_oldest();
    const std::uint64_t number = ++newest_;
    auto connection = std::make_shared<Connection>(*hub_, make_transport(way, std::move(socket)),
                                                   [this, number] { gone(number); });
    connections_[number] = connection;
    unfinished_.insert(number);
    connection->start();
  }

  std::unique_ptr<Transport> make_transport(Way way, tcp::socket socket) {
    switch (way) {
      case Way::Tls: return make_tls_transport(std::move(socket), *tls_);
      case Way::WebSocket:
        return make_websocket_transport(std::move(socket),
                                        options_.websocket_tls ? tls_.get() : nullptr,
                                        options_.limits.packet_bytes, options_.websocket_path);
      case Way::Tcp: break;
    }
    return make_tcp_transport(std::move(socket), read_buffer_);
  }

  // The oldest connection that has not become a client's.
  void drop_oldest() {
    while (!unfinished_.empty()) {
      const auto oldest = connections_.find(*unfinished_.begin());
      unfinished_.erase(unfinished_.begin());
      if (oldest == connections_.end() || oldest->second->connected()) continue;
      counters_.over_limit += 1;
      oldest->second->end();
      return;
    }
  }

  // Called from within the connection, which must outlive the call.
  void gone(std::uint64_t number) {
    unfinished_.erase(number);
    const auto found = connections_.find(number);
    if (found == connections_.end()) return;
    asio::post(*io_, [kept = std::move(found->second)] {});
    connections_.erase(found);
  }

  void look_later() {
    timer_.expires_after(options_.look_every);
    timer_.async_wait([this](error_code error) {
      if (error || stopping_) return;
      look();
      look_later();
    });
  }

  void look() {
    refresh_clients();
    const auto now = std::chrono::steady_clock::now();
    std::vector<std::shared_ptr<Connection>> all;
    all.reserve(connections_.size());
    for (const auto& [number, connection] : connections_) {
      all.push_back(connection);
      if (connection->connected()) unfinished_.erase(number);
    }
    for (const auto& connection : all) connection->look(now);
    hub_->look(hub_->now());
    tell_losses();
  }

  // Once a second at most, whatever comes: nobody fills the disk with refusals.
  void tell_losses() {
    const std::uint64_t refused = counters_.refused + counters_.over_limit;
    if (refused > told_refused_) {
      spdlog::warn("link {}: {} connections were refused", options_.name.str(),
                   refused - told_refused_);
    }
    told_refused_ = refused;
    const std::uint64_t dropped = counters_.dropped;
    if (dropped > told_dropped_) {
      spdlog::warn(
          "link {}: {} messages did not reach a client: its queue is full, or it reads "
          "too slowly",
          options_.name.str(), dropped - told_dropped_);
    }
    told_dropped_ = dropped;
  }

  void refresh_clients() {
    const auto changed = hub_->clients.refresh(hub_->now());
    if (changed.has_error()) {
      spdlog::error("link {}: the clients stay as they were: {}", options_.name.str(),
                    changed.error().detail);
    } else if (*changed) {
      const auto all = connections_;
      for (const auto& [number, connection] : all) connection->check_client();
    }
  }

  void shut_down() {
    stopping_ = true;
    timer_.cancel();
    for (auto& [way, acceptor] : acceptors_) acceptor->stop();
    const auto all = connections_;
    hub_->stop();
    for (const auto& [number, connection] : all) connection->shut_down();
  }

  engine::Engine& engine_;
  const eventlog::EventLog& log_;
  const ListenerOptions options_;
  Counters counters_;
  const std::shared_ptr<asio::io_context> io_ = std::make_shared<asio::io_context>(1);
  std::optional<asio::executor_work_guard<asio::io_context::executor_type>> work_{
      io_->get_executor()};
  std::unique_ptr<asio::ssl::context> tls_;
  ReadBuffer read_buffer_;
  std::unique_ptr<Hub> hub_;
  asio::steady_timer timer_;
  std::map<Way, std::unique_ptr<Acceptor>> acceptors_;
  std::map<std::uint64_t, std::shared_ptr<Connection>> connections_;
  std::set<std::uint64_t> unfinished_;  // Numbers; some may have become clients since.
  std::uint64_t newest_ = 0;
  std::uint64_t told_refused_ = 0;
  std::uint64_t told_dropped_ = 0;
  bool stopping_ = false;
  bool running_ = false;
  std::thread thread_;
};

MqttListener::MqttListener(engine::Engine& engine, const eventlog::EventLog& log,
                           const Clock& clock, ListenerOptions options)
    : impl_(std::make_unique<Impl>(engine, log, clock, std::move(options))) {}
MqttListener::~MqttListener() = default;
void MqttListener::start() { impl_->start(); }
void MqttListener::stop() { impl_->stop(); }
void MqttListener::run_effect(const core::Effect& effect) { impl_->run_effect(effect); }
void MqttListener::publish(const adapters::Publish& publish, std::optional<Instant> expires_at) {
  Message message;
  message.topic = publish.topic;
  message.payload = publish.payload;
  message.qos = static_cast<Qos>(publish.qos);
  message.expires_at = expires_at;
  impl_->publish(std::move(message));
}

std::uint16_t MqttListener::tcp_port() const { return impl_->port(Impl::Way::Tcp); }
std::uint16_t MqttListener::tls_port() const { return impl_->port(Impl::Way::Tls); }
std::uint16_t MqttListener::websocket_port() const { return impl_->port(Impl::Way::WebSocket); }
const Counters& MqttListener::counters() const { return impl_->counters(); }

}  // namespace varde::links::mqtt
