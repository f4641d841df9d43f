// A broker without links: a log on disk, an engine, and adapters. For tests of what is asked of it
// while it runs.
#pragma once

#include <atomic>
#include <catch2/catch.hpp>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "adapters/host/adapter_host.h"
#include "broker/app/adapter_control.h"
#include "broker/app/adapter_reload.h"
#include "broker/app/replay.h"
#include "broker/eventlog/rocksdb_event_log.h"
#include "tests/support/eventually.h"
#include "tests/support/hand_clock.h"
#include "tests/support/leak_adapter.h"
#include "tests/support/temp_dir.h"

namespace varde::app {

// Its adapters: `leaky` at its first version, and those in `compiled`, by their ids.
class AdapterSite {
 public:
  using Compiled = std::map<std::string, adapters::CompiledAdapterFactory>;

  explicit AdapterSite(Compiled compiled = {}) : compiled_(std::move(compiled)) {
    uses_.push_back({"leaky", MunicipalityId("nordlia"), "", {}});
    for (const auto& [id, make] : compiled_) {
      uses_.push_back({id, MunicipalityId("nordlia"), "", {}});
    }
    test::write_leak_map(adapters(), "1.0.0");
    eventlog::OpenOptions open;
    open.folder = folder_.path() / "log";
    open.create = true;
    log_ = *eventlog::open_event_log(open);
    start();
  }
  ~AdapterSite() { stop(); }
  AdapterSite(const AdapterSite&) = delete;
  AdapterSite& operator=(const AdapterSite&) = delete;

  // What a device says, through its adapter and into the log.
  void hear(const std::string& payload, const std::string& topic = "leaky/kitchen") {
    core::RawMessage raw;
    raw.link = LinkId("mqtt");
    raw.topic = topic;
    raw.payload = payload;
    raw.payload_size = payload.size();
    raw.received_at = clock_.now();
    const auto take = [this](adapters::Decoded decoded) {
      engine_->submit({std::move(decoded.message), nullptr, {}});
      heard_ += 1;
    };
    auto answer = host_->decode(raw, take);
    REQUIRE_FALSE(std::holds_alternative<adapters::NoRoomToDecode>(answer));
    if (auto* at_once = std::get_if<adapters::Decoded>(&answer)) take(std::move(*at_once));
    expected_ += 1;
    REQUIRE(test::eventually([&] { return heard_ == expected_; }));
    restart();
  }

  // Everything that was taken is on disk afterwards, and a new engine goes on.
  void restart() {
    stop();
    start();
  }

  void mend() {
    test::write_leak_map(adapters(), "1.0.1", "soaked: active");
    load_or_cannot_start(loaded_);
    host_->set_adapters(loaded_.adapters());
  }

  Result<ReplayCounts, ReplayError> replay(const ReplayOptions& options = {},
                                           const std::stop_token& stop_asked = {}) {
    return Replay(*log_, *engine_, *host_, clock_).run(options, stop_asked);
  }

  AdapterControl control() {
    return {loaded_, *host_, Replay(*log_, *engine_, *host_, clock_), uses_, {}};
  }

  void pass(Duration duration) { clock_.pass(duration); }

  template <class Body>
  std::vector<Body> all() {
    std::vector<Body> out;
    for (const auto& stored : *log_->read(LogPosition(1), 10'000)) {
      if (const auto* body = std::get_if<Body>(&stored.event.body)) out.push_back(*body);
    }
    return out;
  }

  // Alarms of the device's own; that it is in no register, and was not understood, are others.
  std::size_t leaks() {
    std::size_t count = 0;
    for (const auto& raised : all<core::AlarmRaised>()) {
      count += raised.type == core::AlarmType::WaterLeak ? 1 : 0;
    }
    return count;
  }
  [[nodiscard]] std::size_t undecoded() const {
    return log_->read_undecodable(10'000, eventlog::kWholePayload)->size();
  }
  engine::Engine& engine() { return *engine_; }

 private:
  [[nodiscard]] std::filesystem::path adapters() const { return folder_.path() / "adapters"; }

  void start() {
    core::State state = *log_->recover();
    engine::Engine::Hooks hooks;
    hooks.committed = [this](std::shared_ptr<const engine::CommittedBatch> batch) {
      if (host_) host_->committed(batch->events);
    };
    hooks.run_effect = [](const core::Effect&) {};
    engine_ = std::make_unique<engine::Engine>(*log_, state, clock_, std::move(hooks));
    if (!host_) make_host(state);
    engine_->start();
  }
  void stop() { engine_->stop(); }

  void make_host(const core::State& state) {
    load_or_cannot_start(loaded_);
    adapters::AdapterHostOptions options;
    options.uses = uses_;
    std::vector<adapters::CompiledAdapterFactory> compiled;
    for (const auto& [id, make] : compiled_) compiled.push_back(make);
    adapters::AdapterHost::Hooks hooks;
    hooks.changed = [](const core::ChangeAdapter&) {};
    host_ = std::make_unique<adapters::AdapterHost>(std::move(options), loaded_.adapters(),
                                                    std::move(compiled), state, std::move(hooks));
    host_->start();
  }

  const Compiled compiled_;
  std::vector<adapters::AdapterUse> uses_;
  test::TempDir folder_;
  test::HandClock clock_;
  LoadedAdapters loaded_{folder_.path() / "adapters", {"leaky"}};
  std::unique_ptr<eventlog::EventLog> log_;
  std::unique_ptr<engine::Engine> engine_;
  std::unique_ptr<adapters::AdapterHost> host_;
  std::atomic<int> heard_{0};
  int expected_ = 0;
};

}  // namespace varde::app
