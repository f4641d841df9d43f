#include "tests/support/listener_bench.h"

#include <spdlog/spdlog.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <future>
#include <set>
#include <stdexcept>
#include <utility>

#include "broker/app/link_options.h"
#include "broker/eventlog/folder.h"
#include "broker/eventlog/rocksdb_event_log.h"
#include "broker/wire/names.h"
#include "tests/support/world.h"

namespace varde::test {
namespace {

const LinkId kLink("mqtt");

std::unique_ptr<eventlog::EventLog> open_log(const std::filesystem::path& folder) {
  eventlog::OpenOptions options;
  options.folder = folder;
  options.create = true;
  auto log = eventlog::open_event_log(options);
  if (log.has_error()) throw std::runtime_error("the log: " + log.error().detail);
  return *std::move(log);
}

std::set<std::filesystem::path> files_in(const std::filesystem::path& folder) {
  std::set<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    files.insert(entry.path());
  }
  return files;
}

// The watermark first: what is copied after it can only be longer. Again if the storage has made or
// removed a file meanwhile, as it does in its own time: no disk would have looked like that.
void copy_log(const std::filesystem::path& from, const std::filesystem::path& to) {
  using std::filesystem::copy_options;
  for (int attempt = 0; attempt < 100; ++attempt) {
    std::filesystem::remove_all(to);
    std::filesystem::create_directories(to);
    const auto before = files_in(from);
    // Through one open file: it is being replaced, and a copy by name could mix the old and the
    // new.
    std::ofstream(eventlog::watermark_in(to))
        << std::ifstream(eventlog::watermark_in(from)).rdbuf();
    std::error_code error;
    copy(from, to, copy_options::recursive | copy_options::skip_existing, error);
    if (!error && files_in(from) == before) return;
  }
  throw std::runtime_error("the log's files do not come to rest");
}

}  // namespace

std::string secret_of(const std::string& client_name) { return "the secret of " + client_name; }

ListenerBench::ListenerBench(Change change, const std::vector<mqtt::Client>& clients)
    : change_(std::move(change)), log_folder_(dir_.path() / "log") {
  spdlog::set_level(spdlog::level::off);  // A test is judged by what happens.
  if (!clients.empty() && ListenerBench::clients().add(clients).has_error())
    throw std::runtime_error("the clients");
  start();
}

ListenerBench::~ListenerBench() { stop(); }

void ListenerBench::start() {
  log_ = open_log(log_folder_);
  gated_ = std::make_unique<GatedLog>(*log_);
  const core::State state = *log_->recover();
  engine::Engine::Hooks hooks;
  hooks.run_effect = [this](const core::Effect& effect) { listener_->run_effect(effect); };
  hooks.fail_stop = [this](const std::string& why) {
    if (crashing_) return;
    std::fprintf(stderr, "%s\n", why.c_str());
    std::abort();
  };
  engine_ = std::make_unique<engine::Engine>(*gated_, state, clock_, std::move(hooks));
  listener_ = std::make_unique<mqtt::MqttListener>(*engine_, *gated_, clock_, options(state));
  engine_->post(core::StartBroker{"test", {kLink}});
  engine_->post(small_register());
  listener_->start();
  engine_->start();
}

mqtt::ListenerOptions ListenerBench::options(const core::State& state) const {
  mqtt::ListenerOptions options;
  options.name = kLink;
  options.tcp = mqtt::TcpEndpoint{"127.0.0.1", 0};
  options.clients_file = clients_file();
  options.look_every = std::chrono::milliseconds(5);
  options.online = app::online_through(state, kLink);
  if (change_) change_(options);
  return options;
}

void ListenerBench::stop() {
  if (!listener_) return;
  listener_->stop();
  gated_->open_gate();
  engine_->stop();
  listener_.reset();
  engine_.reset();
  gated_.reset();
  log_.reset();
}

void ListenerBench::restart() {
  stop();
  start();
}

void ListenerBench::crash() {
  const auto copy = dir_.path() / ("log-" + std::to_string(++crashes_));
  copy_log(log_folder_, copy);
  crashing_ = true;
  gated_->fail();
  stop();
  crashing_ = false;
  log_folder_ = copy;
  start();
}

RawMqttClient ListenerBench::connected(mqtt::Connect connect, mqtt::Version version) const {
  RawMqttClient made = client(version);
  const mqtt::Connack answer = made.connect(std::move(connect));
  if (is_error(answer.reason)) throw std::runtime_error("refused: " + answer.reason_string);
  return made;
}

void ListenerBench::close_gate() {
  std::promise<void> written;
  engine_->keep({{kLink.str() + "-test", std::string()}}, [&] { written.set_value(); });
  written.get_future().wait();
  gated_->close_gate();
}

std::vector<eventlog::StoredEvent> ListenerBench::events() const {
  auto events = log_->read(LogPosition(1), 1'000'000);
  if (events.has_error()) throw std::runtime_error("the log: " + events.error().detail);
  return *std::move(events);
}

std::vector<std::string> ListenerBench::stored_payloads() const {
  std::vector<std::string> payloads;
  for (const auto& stored : events()) {
    if (const auto* received = std::get_if<core::MessageReceived>(&stored.event.body)) {
      if (!received->raw.topic.empty()) payloads.push_back(received->raw.payload);
    } else if (const auto* odd = std::get_if<core::MessageUndecodable>(&stored.event.body)) {
      payloads.push_back(odd->raw.payload);
    }
  }
  return payloads;
}

std::vector<std::string> ListenerBench::presence(const core::DeviceRef& device) const {
  std::vector<std::string> told;
  for (const auto& received : all<core::MessageReceived>()) {
    if (received.device != device || !received.raw.topic.empty()) continue;
    for (const core::Signal& signal : received.signals) {
      told.push_back(std::string(wire::name(signal.kind)) + " " +
                     std::string(wire::name(signal.state)));
    }
  }
  return told;
}

std::vector<std::string> ListenerBench::presence(const core::DeviceRef& device,
                                                 std::size_t count) const {
  (void)eventually([&] { return presence(device).size() >= count; }, RawMqttClient::kDeadline);
  return presence(device);
}

engine::CommandAnswer ListenerBench::command(core::Command command) {
  std::promise<engine::CommandAnswer> answer;
  const bool taken = engine_->command(
      std::move(command), [&](engine::CommandAnswer given) { answer.set_value(std::move(given)); });
  if (!taken) throw std::runtime_error("the engine takes no command");
  return answer.get_future().get();
}

}  // namespace varde::test
