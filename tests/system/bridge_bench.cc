#include "tests/system/bridge_bench.h"

#include <catch2/catch.hpp>
#include <fstream>
#include <thread>
#include <utility>

#include "broker/eventlog/rocksdb_event_log.h"
#include "tests/support/eventually.h"
#include "tests/support/forwarding_log.h"

namespace varde::test {
namespace {

// A disk that takes its time.
class SlowLog : public ForwardingLog {
 public:
  SlowLog(eventlog::EventLog& log, std::chrono::microseconds sync_time)
      : ForwardingLog(log), sync_time_(sync_time) {}

  Result<eventlog::CommitToken, eventlog::LogError> append(
      std::span<const core::Event> events, LogPosition expected_end,
      std::span<const eventlog::LinkRecord> records) override {
    if (!events.empty()) std::this_thread::sleep_for(sync_time_);
    return ForwardingLog::append(events, expected_end, records);
  }

 private:
  const std::chrono::microseconds sync_time_;
};

std::unique_ptr<eventlog::EventLog> open_log(const TempDir& dir) {
  eventlog::OpenOptions options;
  options.folder = dir.path() / "log";
  options.create = true;
  auto log = eventlog::open_event_log(options);
  REQUIRE(log.has_value());
  return *std::move(log);
}

std::string json(const char* kind, std::uint64_t sequence) {
  return std::string(R"({"kind":")") + kind + R"(","boot":"b1","sequence":)" +
         std::to_string(sequence) + "}";
}

}  // namespace

links::BridgeOptions options_for(const Mosquitto& mosquitto) {
  links::BridgeOptions options;
  options.name = LinkId("mosquitto");
  options.server = mosquitto.server();
  options.program = VARDE_BRIDGE_PROGRAM;
  return options;
}

Broker::Broker(std::chrono::microseconds sync_time)
    : log_(open_log(dir_)), slow_(std::make_unique<SlowLog>(*log_, sync_time)), gated_(*slow_) {
  engine::Engine::Hooks hooks;
  hooks.committed = [this](std::shared_ptr<const engine::CommittedBatch> batch) {
    bool message = false;
    for (const auto& event : batch->events) {
      if (!std::holds_alternative<core::MessageReceived>(event.body)) continue;
      ++received_;
      message = true;
    }
    if (message && before_receipts_) before_receipts_();
  };
  hooks.run_effect = [this](const core::Effect& effect) { bridge_->run_effect(effect); };
  engine_ = std::make_unique<engine::Engine>(gated_, *gated_.recover(), clock_, std::move(hooks));
  engine_->start();
  engine_->post(small_register());
}

Broker::~Broker() {
  gated_.open_gate();
  bridge_.reset();
}

void Broker::start_bridge(const links::BridgeOptions& options) {
  bridge_ = std::make_unique<links::PahoBridge>(*engine_, clock_, options);
  bridge_->start();
}

void Broker::connect(const links::BridgeOptions& options) {
  start_bridge(options);
  const bool up = eventually([this] { return bridge_->status().up; });
  CAPTURE(bridge_->status().detail);
  REQUIRE(up);
}

std::vector<eventlog::StoredEvent> Broker::all() const {
  auto events = log_->read(LogPosition(1), 1'000'000);
  REQUIRE(events.has_value());
  return *std::move(events);
}

std::string help_call(std::uint64_t sequence) { return json("help_call", sequence); }
std::string heartbeat(std::uint64_t sequence) { return json("heartbeat", sequence); }

std::vector<int> bridge_processes() {
  std::vector<int> found;
  for (const auto& task : std::filesystem::directory_iterator("/proc/self/task")) {
    std::ifstream children(task.path() / "children");
    for (int pid = 0; children >> pid;) {
      std::string name;
      std::getline(std::ifstream("/proc/" + std::to_string(pid) + "/comm"), name);
      if (name == "varde-bridge") found.push_back(pid);
    }
  }
  return found;
}

}  // namespace varde::test
