#include "broker/app/broker.h"

#include <spdlog/spdlog.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <fstream>
#include <map>
#include <set>
#include <utility>

#include "adapters/host/adapter_host.h"
#include "adapters/host/sparkplug/sparkplug_adapter.h"
#include "broker/api/server.h"
#include "broker/app/adapter_control.h"
#include "broker/app/adapter_figures.h"
#include "broker/app/alarm_figures.h"
#include "broker/app/commit_watch.h"
#include "broker/app/control.h"
#include "broker/app/declared.h"
#include "broker/app/device_clocks.h"
#include "broker/app/disk_watch.h"
#include "broker/app/fault.h"
#include "broker/app/health_watch.h"
#include "broker/app/link_options.h"
#include "broker/app/link_paths.h"
#include "broker/app/listener_figures.h"
#include "broker/app/load_adapters.h"
#include "broker/app/outbound_use.h"
#include "broker/app/recovery.h"
#include "broker/app/replay.h"
#include "broker/app/rules_control.h"
#include "broker/app/system_clock.h"
#include "broker/core/own_positions.h"
#include "broker/engine/engine.h"
#include "broker/eventlog/folder.h"
#include "broker/eventlog/rocksdb_event_log.h"
#include "broker/links/mqtt/listener.h"
#include "broker/links/paho_bridge.h"

namespace varde::app {
namespace {

namespace asio = boost::asio;

constexpr std::uint64_t kMib = 1024 * 1024;

// The log's write-ahead limit (broker/eventlog) twice: recovery writes it out once more.
constexpr std::uint64_t kRecoveryRoom = 2 * 64 * kMib;

// How far the log's end may be ahead of the clock without a word: clocks are corrected by seconds.
constexpr auto kClockTolerance = std::chrono::minutes(1);

constexpr auto kWatchInterval = std::chrono::seconds(1);

// The first line of the file; empty where no file is configured.
std::string read_token(const std::filesystem::path& file) {
  if (file.empty()) return {};
  std::ifstream in(file);
  std::string token;
  if (!std::getline(in, token) || token.empty()) {
    throw CannotStart(Fault::WrongConfiguration,
                      "api.metrics_token_file: " + file.string() + " holds no token");
  }
  return token;
}

}  // namespace

class Broker::Impl {
 public:
  explicit Impl(BrokerOptions options)
      : options_(std::move(options)),
        config_(options_.config),
        timer_(io_),
        disk_(reserve(), free_space_source(), [this](bool low) { storage_changed(low); }),
        commits_(
            engine::kSlowCommit, [this] { return engine_->counters().commit_under_way; },
            commit_changed) {}

  ~Impl() { stop(); }

  void start() {
    check_room();
    declared_ = declared_or_cannot_start(config_);
    open_log();
    core::State state = recover(*log_);
    set_clock(state.log_end_at);
    make_engine(state);
    note_sessions(state);
    if (config_.mqtt) online_ = online_through(state, config_.mqtt->name);
    make_adapters(state);
    make_outbound(state);
    make_server(std::move(state));
    make_links();
    make_listener();
    make_control();
    start_all();
  }

  [[nodiscard]] std::string api_url() const {
    ListenAddress address = config_.api.listen;
    address.port = server_->port();
    return (config_.api.tls ? "https://" : "http://") + address.text();
  }

  [[nodiscard]] std::vector<std::string> mqtt_urls() const {
    std::vector<std::string> urls;
    if (!listener_) return urls;
    const MqttConfig& mqtt = *config_.mqtt;
    const auto add = [&](const std::string& scheme, ListenAddress address, std::uint16_t port,
                         const std::string& path) {
      address.port = port;
      urls.push_back(scheme + "://" + address.text() + path);
    };
    if (mqtt.listen) add("mqtt", *mqtt.listen, listener_->tcp_port(), "");
    if (mqtt.tls && mqtt.tls->listen) {
      add("mqtts", *mqtt.tls->listen, listener_->tls_port(), "");
    }
    if (mqtt.websocket) {
      add(mqtt.websocket->tls ? "wss" : "ws", mqtt.websocket->listen, listener_->websocket_port(),
          mqtt.websocket->path);
    }
    return urls;
  }

  void run() {
    watch();
    io_.run();
    stop();
  }

  void request_stop() {
    asio::post(io_, [this] { io_.stop(); });
  }

  asio::io_context& io() { return io_; }

 private:
  [[nodiscard]] std::uint64_t reserve() const {
    return static_cast<std::uint64_t>(config_.storage.reserve_mib) * kMib;
  }

  FreeSpace free_space_source() const {
    if (options_.free_space) return options_.free_space;
    return [folder = config_.data] { return free_space(folder); };
  }

  // A log that is there must come up again also in low storage: alarms wait in it for people. Only
  // a new one wants its whole reserve.
  void check_room() const {
    const auto free = free_space_source()();
    const bool goes_on = eventlog::has_database(config_.log_folder());
    const std::uint64_t needed = goes_on ? kRecoveryRoom : reserve() + kRecoveryRoom;
    if (!free || *free >= needed) return;
    throw CannotStart(Fault::NoRoom, config_.data.string() + " has " +
                                         std::to_string(*free / kMib) + " MiB free; " +
                                         std::to_string(needed / kMib) + " are needed to start (" +
                                         (goes_on ? "recovery)" : "reserve and recovery)"));
  }

  // Core time never goes back, so a log that was written with the clock ahead would let it stand
  // still until the system's had caught up, and every deadline with it.
  void set_clock(Instant log_end_at) {
    const auto ahead = std::chrono::floor<std::chrono::seconds>(log_end_at - clock_.now());
    clock_.not_before(log_end_at);
    if (ahead <= kClockTolerance) return;
    spdlog::critical(
        "the newest event of the log is {} s ahead of this machine's clock: one of the two is "
        "wrong. Varde goes on from the log's time; check the clock (NTP)",
        ahead.count());
  }

  void open_log() {
    eventlog::OpenOptions open;
    open.folder = config_.log_folder();
    open.create = true;
    open.sync = options_.sync_log;
    open.watermark_failed = [](const eventlog::LogError& error) {
      spdlog::error("the log's watermark cannot be written: {}", error.detail);
    };
    auto log = eventlog::open_event_log(open);
    if (log.has_error()) throw cannot_start(log.error());
    log_ = *std::move(log);
  }

  void make_engine(const core::State& state) {
    alarm_figures_ = std::make_unique<AlarmFigures>(state);
    engine::Engine::Hooks hooks;
    hooks.committed = [this](std::shared_ptr<const engine::CommittedBatch> batch) {
      adapters_->committed(batch->events);
      outbound_->committed(batch->events);
      alarm_figures_->committed(batch->events);
      server_->on_committed(std::move(batch));
    };
    hooks.run_effect = [this](const core::Effect& effect) { outbound_->run_effect(effect); };
    engine_ = std::make_unique<engine::Engine>(*log_, state, clock_, std::move(hooks));
  }

  void make_adapters(const core::State& state) {
    loaded_adapters_ = std::make_unique<LoadedAdapters>(load_adapters(config_));
    adapters::AdapterHostOptions options;
    options.uses = config_.adapters.use;
    options.devices = config_.site.devices;
    options.pool.urgent_workers = static_cast<std::size_t>(config_.adapters.urgent_workers);
    options.pool.bulk_workers = static_cast<std::size_t>(config_.adapters.bulk_workers);
    adapters::AdapterHost::Hooks hooks;
    hooks.changed = [this](core::ChangeAdapter change) { adapter_changed(std::move(change)); };
    hooks.publish = [this](const LinkId& link, const adapters::Publish& publish) {
      if (const std::string why = paths_.publish(link, publish, {}); !why.empty()) {
        spdlog::warn("what an adapter wanted said on {} was not: {}", publish.topic, why);
      }
    };
    adapters_ = std::make_shared<adapters::AdapterHost>(
        std::move(options), loaded_adapters_->adapters(),
        std::vector<adapters::CompiledAdapterFactory>{adapters::make_sparkplug_adapter}, state,
        std::move(hooks));
    note_quarantines(state);
  }

  void make_outbound(const core::State& state) {
    OutboundParts parts;
    parts.receivers = config_.outbound;
    parts.log_id = log_->id();
    if (!config_.adapters.use.empty()) parts.adapters = adapters_;
    parts.links = &paths_;
    parts.post = [this](core::Input input) { engine_->post(std::move(input)); };
    outbound_ = std::make_unique<OutboundUse>(std::move(parts), state, clock_);
  }

  // A restart is another chance for an adapter that had to be stopped.
  void note_quarantines(const core::State& state) {
    for (const auto& [id, alarm] : state.alarms.open()) {
      const AdapterId adapter = core::adapter_of(alarm.position);
      if (!adapter.empty()) released_.push_back({adapter, "", false, "the broker was started"});
    }
  }

  // On the adapters' thread.
  void adapter_changed(core::ChangeAdapter change) {
    if (change.quarantined) {
      const std::string version = change.version.empty() ? "" : " " + change.version;
      spdlog::critical("adapter {}{} is out of use, its messages stay undecoded: {}",
                       change.adapter.str(), version, change.detail);
    }
    engine_->post(std::move(change));
  }

  void make_server(core::State state) {
    api::ServerOptions server;
    server.address = config_.api.listen.host;
    server.port = config_.api.listen.port;
    if (config_.api.tls) {
      server.certificate = config_.api.tls->certificate;
      server.private_key = config_.api.tls->key;
    }
    server.data_folder = config_.data;
    server.metrics_token = read_token(config_.api.metrics_token_file);
    server.version = options_.version;
    server.more_figures = [this] { return more_figures(); };
    server_ = std::make_unique<api::Server>(io_, *engine_, *log_, std::move(state), clock_,
                                            std::move(server));
  }

  // Also before the listener is there.
  [[nodiscard]] std::vector<api::Figure> more_figures() const {
    std::vector<api::Figure> figures = outbound_->figures();
    add(figures, alarm_figures_->figures(clock_.now()));
    if (!config_.adapters.use.empty()) add(figures, figures_of(adapters_->counters()));
    if (listener_) add(figures, figures_of(listener_->counters()));
    return figures;
  }
  static void add(std::vector<api::Figure>& to, std::vector<api::Figure> more) {
    for (api::Figure& figure : more) to.push_back(std::move(figure));
  }

  // Which links were up when the broker stopped.
  void note_sessions(const core::State& state) {
    for (const auto& [id, link] : state.links) {
      if (link.up) had_session_.insert(id);
    }
  }

  void make_links() {
    for (const LinkConfig& link : config_.links) {
      links::BridgeOptions options = bridge_options(link);
      options.had_session = had_session_.contains(link.name);
      options.vendor_filters = adapters_->filters(link.name);
      options.decoding = adapters_;
      links_[link.name] = std::make_unique<links::PahoBridge>(*engine_, clock_, std::move(options));
      paths_.add(link.name, *links_[link.name]);
    }
  }

  void make_listener() {
    if (!config_.mqtt) return;
    links::mqtt::ListenerOptions options = listener_options(config_);
    options.online = std::move(online_);
    options.decoding = adapters_;
    listener_ =
        std::make_unique<links::mqtt::MqttListener>(*engine_, *log_, clock_, std::move(options));
    paths_.add(config_.mqtt->name, *listener_);
  }

  void make_control() {
    adapter_control_ = std::make_unique<AdapterControl>(*loaded_adapters_, *adapters_,
                                                        Replay(*log_, *engine_, *adapters_, clock_),
                                                        config_.adapters.use, config_.site.devices);
    rules_control_ = std::make_unique<RulesControl>(config_, *loaded_adapters_, *engine_);
    control_ =
        std::make_unique<Control>(io_, Control::Options{control_socket_in(config_.data)},
                                  [this](const boost::json::object& request,
                                         const Control::Say& say, const std::stop_token& stop) {
                                    if (RulesControl::knows(request)) {
                                      return rules_control_->handle(request, say, stop);
                                    }
                                    return adapter_control_->handle(request, say, stop);
                                  });
  }

  // What can be refused comes first; the engine comes last, so that a refused start has written
  // nothing, and so that the effects it resumes find their links running. What is posted and
  // received before it waits in its lanes, the register and the rules before any message.
  void start_all() {
    try {
      server_->start();
    } catch (const std::runtime_error& error) {
      throw CannotStart(Fault::CannotListen, error.what());
    }
    core::StartBroker started{options_.version, {}};
    for (const auto& [name, link] : links_) started.links.push_back(name);
    if (listener_) started.links.push_back(config_.mqtt->name);
    engine_->post(std::move(started));
    for (core::Input& input : inputs_of(config_.site, *loaded_adapters_, declared_)) {
      engine_->post(std::move(input));
    }
    for (core::ChangeAdapter& released : released_) engine_->post(std::move(released));
    if (!config_.adapters.use.empty()) adapters_->start();
    for (const auto& [name, link] : links_) {
      try {
        link->start();
      } catch (const std::runtime_error& error) {
        throw CannotStart(Fault::LinkImpossible, "link " + name.str() + ": " + error.what());
      }
    }
    disk_.look();
    start_listener();
    start_control();
    outbound_->start();
    engine_->start();
  }

  void start_control() {
    try {
      control_->start();
    } catch (const std::runtime_error& error) {
      throw CannotStart(Fault::CannotListen, error.what());
    }
  }

  void start_listener() {
    if (!listener_) return;
    try {
      listener_->start();
    } catch (const std::runtime_error& error) {
      throw CannotStart(Fault::CannotListen, error.what());
    }
  }

  void watch() {
    disk_.look();
    commits_.look();
    watch_health();
    timer_.expires_after(kWatchInterval);
    timer_.async_wait([this](const boost::system::error_code& error) {
      if (!error) watch();
    });
  }

  void watch_health() {
    const engine::Counters counters = engine_->counters();
    Vitals vitals;
    vitals.storage_low = disk_.low();
    vitals.waiting_urgent = counters.waiting_urgent;
    vitals.waiting_bulk = counters.waiting_bulk;
    vitals.clock_step = clock_.take_step();
    vitals.read_at = std::chrono::steady_clock::now();
    for (core::ReportHealth& report : health_.look(vitals)) {
      if (report.subject != core::HealthSubject::Storage && !report.detail.empty())
        spdlog::error("{}", report.detail);
      engine_->post(std::move(report));
    }
  }

  static void commit_changed(bool stuck, std::chrono::milliseconds so_far) {
    const double seconds = std::chrono::duration<double>(so_far).count();
    if (stuck) {
      spdlog::critical(
          "a commit takes longer than {:.1f} s: the disk does not answer, and nothing is "
          "acknowledged meanwhile",
          seconds);
    } else {
      spdlog::warn("the commit is through after more than {:.1f} s", seconds);
    }
  }

  void storage_changed(bool low) {
    engine_->set_storage_low(low);
    if (low) {
      spdlog::critical("storage is low: field messages are refused until there is room");
    } else {
      spdlog::warn("storage has room again: field messages are taken");
    }
  }

  void stop() {
    if (control_) control_->stop();
    if (outbound_) outbound_->stop();
    if (listener_) listener_->stop();
    for (const auto& [name, link] : links_) link->stop();
    if (adapters_) adapters_->stop();
    if (server_) server_->stop();
    if (engine_) engine_->stop();
  }

  const BrokerOptions options_;
  const Config& config_;
  SystemClock clock_;
  asio::io_context io_{1};
  asio::steady_timer timer_;
  DiskWatch disk_;
  CommitWatch commits_;
  HealthWatch health_{engine::Limits{}.lane_messages};
  // Made in this order. The engine calls the server and the links, which call the engine: `stop`
  // has ended all of that before the first of them goes.
  std::unique_ptr<eventlog::EventLog> log_;
  std::unique_ptr<LoadedAdapters> loaded_adapters_;
  std::shared_ptr<adapters::AdapterHost> adapters_;  // The engine's hooks call it.
  std::unique_ptr<OutboundUse> outbound_;            // The same.
  LinkPaths paths_;                                  // To the links below.
  std::unique_ptr<AlarmFigures> alarm_figures_;      // The engine's hooks call it.
  std::unique_ptr<engine::Engine> engine_;
  std::unique_ptr<api::Server> server_;
  std::map<LinkId, std::unique_ptr<links::PahoBridge>> links_;
  std::unique_ptr<links::mqtt::MqttListener> listener_;
  std::unique_ptr<AdapterControl> adapter_control_;
  std::unique_ptr<RulesControl> rules_control_;
  std::unique_ptr<Control> control_;
  std::set<LinkId> had_session_;
  Declared declared_;
  std::vector<core::DeviceRef> online_;
  std::vector<core::ChangeAdapter> released_;
};

Broker::Broker(BrokerOptions options) : impl_(std::make_unique<Impl>(std::move(options))) {}
Broker::~Broker() = default;
void Broker::start() { impl_->start(); }
std::string Broker::api_url() const { return impl_->api_url(); }
std::vector<std::string> Broker::mqtt_urls() const { return impl_->mqtt_urls(); }
void Broker::run() { impl_->run(); }
void Broker::request_stop() { impl_->request_stop(); }
boost::asio::io_context& Broker::io() { return impl_->io(); }

}  // namespace varde::app
