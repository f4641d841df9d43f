#include "broker/api/server.h"

#include <spdlog/spdlog.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <optional>
#include <stdexcept>
#include <utility>

#include "broker/api/api.h"
#include "broker/api/connections.h"
#include "broker/api/counted_address.h"
#include "broker/api/http_session.h"
#include "broker/api/open_files.h"
#include "broker/engine/server_tls.h"

namespace varde::api {
namespace {

using boost::asio::ip::tcp;
using Error = boost::system::error_code;

constexpr std::size_t kPasswordThreads = 2;
constexpr std::size_t kReaderThreads = 2;
constexpr auto kHeartbeat = std::chrono::seconds(1);

// When no connection can be taken (no file descriptors left), for so long none is tried.
constexpr auto kAcceptPause = std::chrono::milliseconds(100);

tcp::endpoint endpoint_of(const ServerOptions& options) {
  Error error;
  const auto address = boost::asio::ip::make_address(options.address, error);
  if (error) throw std::runtime_error("\"" + options.address + "\" is not an IP address");
  return {address, options.port};
}

ServerOptions fitted(ServerOptions options) {
  std::size_t& connections = options.limits.connections;
  const std::size_t files = open_files();
  const std::size_t room = room_for_connections(files);
  if (room < connections) {
    spdlog::warn("at most {} connections instead of {}: only {} open files are allowed", room,
                 connections, files);
    connections = room;
  }
  return options;
}

}  // namespace

class Server::Impl {
 public:
  Impl(boost::asio::io_context& io, engine::Engine& engine, const eventlog::EventLog& log,
       core::State recovered, const Clock& clock, ServerOptions options)
      : options_(fitted(std::move(options))),
        clock_(clock),
        engine_(engine),
        io_(io, alive_),
        model_(std::move(recovered), log.id()),
        hub_(model_, hub_hooks(), options_.limits.streams, options_.limits.streams_per_log_in),
        feed_(io_, log, model_, [this](const auto& alarms) { hub_.changed(alarms); }),
        log_ins_(io_, options_.data_folder, log_in_hooks()),
        passwords_(io_, kPasswordThreads, options_.limits.passwords_waiting),
        readers_(io_, kReaderThreads, options_.limits.reads_waiting),
        context_{io_,
                 engine_,
                 log,
                 clock_,
                 model_,
                 feed_,
                 hub_,
                 log_ins_,
                 guard_,
                 metrics_,
                 passwords_,
                 readers_,
                 options_.version,
                 options_.metrics_token,
                 !options_.certificate.empty()},
        api_(context_),
        connections_(std::make_shared<Connections>(options_.limits.connections,
                                                   options_.limits.connections_per_address)),
        endpoint_{api_, hub_, options_.limits, nullptr},
        acceptor_(io),
        heartbeat_timer_(io),
        flush_timer_(io),
        accept_timer_(io) {}

  void start() {
    if (options_.certificate.empty() != options_.private_key.empty()) {
      throw std::runtime_error("TLS wants both a certificate and a private key");
    }
    if (context_.tls) {
      tls_ = engine::make_server_tls(options_.certificate, options_.private_key);
      endpoint_.tls = &*tls_;
    }
    if (const auto loaded = log_ins_.load(clock_.now()); !loaded) {
      throw std::runtime_error(loaded.error().detail);
    }
    listen();
    accept();
    beat();
  }

  void stop() {
    if (!alive_) return;
    alive_.reset();
    Error ignored;
    acceptor_.close(ignored);
    heartbeat_timer_.cancel();
    flush_timer_.cancel();
    accept_timer_.cancel();
    connections_->close_all();
    passwords_.stop();
    readers_.stop();
    feed_.stop();
    log_ins_.stop();
  }

  [[nodiscard]] std::uint16_t port() const { return acceptor_.local_endpoint().port(); }

  void on_committed(std::shared_ptr<const engine::CommittedBatch> batch) {
    if (feed_.push(std::move(batch))) io_.post([this] { feed_.drain(); });
  }

 private:
  StreamHub::Hooks hub_hooks() {
    StreamHub::Hooks hooks;
    hooks.present = [this](const core::Actor& actor) {
      engine_.post(
          core::ConnectConsole{actor.session, actor.user, actor.role, actor.municipalities});
    };
    // Not of a server that stops: to the core a restart is one, in order or not, and its grace for
    // that is what gives all consoles the time to come back with their claims.
    hooks.gone = [this](const SessionId& session) {
      if (alive_ != nullptr) engine_.post(core::LoseConsole{session});
    };
    hooks.flush_at = [this](StreamHub::Steady at) {
      flush_timer_.expires_at(at);
      flush_timer_.async_wait([this](Error error) {
        if (!error) hub_.flush();
      });
    };
    return hooks;
  }

  LogIns::Hooks log_in_hooks() {
    LogIns::Hooks hooks;
    hooks.in_use = [this](const SessionId& session) { return hub_.present(session); };
    hooks.ended = [this](const SessionId& session) {
      engine_.post(core::LogOut{session});
      hub_.end_if([&](const core::Actor& actor) { return actor.session == session; },
                  StreamEnd::LogInOver);
    };
    return hooks;
  }

  void listen() {
    const tcp::endpoint at = endpoint_of(options_);
    try {
      acceptor_.open(at.protocol());
      acceptor_.set_option(tcp::acceptor::reuse_address(true));
      acceptor_.bind(at);
      acceptor_.listen();
    } catch (const boost::system::system_error& error) {
      throw std::runtime_error("cannot listen on " + options_.address + " port " +
                               std::to_string(options_.port) + ": " + error.code().message());
    }
  }

  void accept() {
    acceptor_.async_accept([this](Error error, tcp::socket socket) {
      if (error == boost::asio::error::operation_aborted) return;
      if (error) return pause_accepting(error);
      serve(std::move(socket));
      accept();
    });
  }

  void pause_accepting(Error why) {
    spdlog::error("cannot take a connection: {}", why.message());
    accept_timer_.expires_after(kAcceptPause);
    accept_timer_.async_wait([this](Error error) {
      if (!error) accept();
    });
  }

  void serve(tcp::socket socket) {
    Error error;
    const tcp::endpoint peer = socket.remote_endpoint(error);
    if (error) return;  // Gone already.
    socket.set_option(tcp::no_delay(true), error);
    auto ticket = connections_->take(counted_address(peer.address()));
    if (ticket != nullptr) start_http(endpoint_, std::move(socket), std::move(ticket));
  }

  void beat() {
    const Instant now = clock_.now();
    log_ins_.tidy(now);
    // Streams go on showing what was allowed when they were asked for; and between that and the
    // hub's knowing them, their log-in may have ended.
    hub_.end_if([this](const core::Actor& actor) { return !log_ins_.holds(actor); },
                StreamEnd::LogInOver);
    hub_.heartbeat(now, engine_.storage_low());
    heartbeat_timer_.expires_after(kHeartbeat);
    heartbeat_timer_.async_wait([this](Error error) {
      if (!error) beat();
    });
  }

  std::shared_ptr<const void> alive_ = std::make_shared<int>();  // Until `stop`.
  const ServerOptions options_;
  const Clock& clock_;
  engine::Engine& engine_;
  const IoThread io_;
  ReadModel model_;
  StreamHub hub_;
  CommitFeed feed_;
  LogIns log_ins_;
  LoginGuard guard_;
  Metrics metrics_{options_.more_figures};
  WorkPool passwords_;
  WorkPool readers_;
  Context context_;
  Api api_;
  std::optional<boost::asio::ssl::context> tls_;
  const std::shared_ptr<Connections> connections_;
  Endpoint endpoint_;
  tcp::acceptor acceptor_;
  boost::asio::steady_timer heartbeat_timer_;
  boost::asio::steady_timer flush_timer_;
  boost::asio::steady_timer accept_timer_;
};

Server::Server(boost::asio::io_context& io, engine::Engine& engine, const eventlog::EventLog& log,
               core::State recovered, const Clock& clock, ServerOptions options)
    : impl_(std::make_unique<Impl>(io, engine, log, std::move(recovered), clock,
                                   std::move(options))) {}
Server::~Server() { impl_->stop(); }
void Server::start() { impl_->start(); }
std::uint16_t Server::port() const { return impl_->port(); }
void Server::stop() { impl_->stop(); }
void Server::on_committed(std::shared_ptr<const engine::CommittedBatch> batch) {
  impl_->on_committed(std::move(batch));
}

}  // namespace varde::api
