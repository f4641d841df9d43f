#include "broker/app/replay.h"

#include <catch2/catch.hpp>

#include <memory>
#include <string>
#include <vector>

#include "adapters/host/adapter_host.h"
#include "broker/app/adapter_reload.h"
#include "broker/eventlog/rocksdb_event_log.h"
#include "tests/support/eventually.h"
#include "tests/support/forwarding_log.h"
#include "tests/support/hand_clock.h"
#include "tests/support/leak_adapter.h"
#include "tests/support/temp_dir.h"

namespace varde::app {
namespace {

using namespace std::chrono_literals;

// A broker without links: a log on disk, an engine, and the adapter `leaky` at its first version.
class Site {
 public:
  Site() {
    test::write_leak_map(adapters(), "1.0.0");
    eventlog::OpenOptions open;
    open.folder = folder_.path() / "log";
    open.create = true;
    log_ = *eventlog::open_event_log(open);
    start();
  }
  ~Site() { stop(); }
  Site(const Site&) = delete;
  Site& operator=(const Site&) = delete;

  // What the device says, through the adapter and into the log.
  void hear(const std::string& payload) {
    core::RawMessage raw;
    raw.link = LinkId("mqtt");
    raw.topic = "leaky/kitchen";
    raw.payload = payload;
    raw.payload_size = payload.size();
    raw.received_at = clock_.now();
    auto answer = host_->decode(raw, [this](adapters::Decoded decoded) {
      engine_->submit({std::move(decoded.message), nullptr, {}});
      heard_ += 1;
    });
    REQUIRE(std::holds_alternative<adapters::DecodedLater>(answer));
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
    options.uses = {{"leaky", MunicipalityId("nordlia"), "", {}}};
    adapters::AdapterHost::Hooks hooks;
    hooks.changed = [](const core::ChangeAdapter&) {};
    host_ = std::make_unique<adapters::AdapterHost>(options, loaded_.adapters(),
                                                    std::vector<adapters::CompiledAdapterFactory>{},
                                                    state, std::move(hooks));
    host_->start();
  }

  test::TempDir folder_;
  test::HandClock clock_;
  LoadedAdapters loaded_{folder_.path() / "adapters", {"leaky"}};
  std::unique_ptr<eventlog::EventLog> log_;
  std::unique_ptr<engine::Engine> engine_;
  std::unique_ptr<adapters::AdapterHost> host_;
  std::atomic<int> heard_{0};
  int expected_ = 0;
};

const std::string kSoaked = R"({"floor": "soaked"})";
const std::string kDry = R"({"floor": "dry"})";

}  // namespace

TEST_CASE("what is understood after a fix raises its alarm, once", "[app]") {
  Site site;
  site.hear(kSoaked);
  REQUIRE(site.undecoded() == 1);
  REQUIRE(site.leaks() == 0);
  site.mend();
  site.pass(10min);

  const auto first = site.replay();
  const auto second = site.replay();

  REQUIRE(first.has_value());
  CHECK(first->looked_at == 1);
  CHECK(first->replayed == 1);
  CHECK(first->as_history == 0);
  REQUIRE(second.has_value());
  CHECK(second->looked_at == 0);
  site.restart();
  CHECK(site.leaks() == 1);
  CHECK(site.undecoded() == 0);
  const auto received = site.all<core::MessageReceived>();
  REQUIRE(received.size() == 1);
  CHECK(received[0].raw.payload.empty());
  CHECK(received[0].replay_of == LogPosition(1));
}

TEST_CASE("what is too old comes in as history and raises nothing", "[app]") {
  Site site;
  site.hear(kSoaked);
  site.mend();
  site.pass(61min);

  const auto counts = site.replay();

  REQUIRE(counts.has_value());
  CHECK(counts->as_history == 1);
  site.restart();
  CHECK(site.leaks() == 0);
  CHECK(site.undecoded() == 0);
  const auto received = site.all<core::MessageReceived>();
  REQUIRE(received.size() == 1);
  CHECK(received[0].signals.at(0).history);
}

TEST_CASE("a message that is not understood now either stays undecoded", "[app]") {
  Site site;
  site.hear(kSoaked);

  const auto counts = site.replay();

  REQUIRE(counts.has_value());
  CHECK(counts->still == 1);
  CHECK(counts->replayed == 0);
  CHECK(site.undecoded() == 1);
  CHECK(site.all<core::MessageUndecodable>().size() == 1);
}

TEST_CASE("a condition that the device has told of since is only history", "[app]") {
  Site site;
  site.hear(kSoaked);
  site.pass(1min);
  site.hear(kDry);
  site.mend();
  site.pass(1min);

  REQUIRE(site.replay().has_value());

  site.restart();
  CHECK(site.leaks() == 0);
  CHECK(site.undecoded() == 0);
}

TEST_CASE("a replay is of the messages that are wanted, and tells how far it is", "[app]") {
  Site site;
  site.hear(kSoaked);
  site.mend();
  std::vector<std::pair<std::uint64_t, std::uint64_t>> told;
  ReplayOptions options;
  options.progress = [&](std::uint64_t done, std::uint64_t of) { told.emplace_back(done, of); };
  options.wanted = [](const core::MessageUndecodable& message) {
    return message.failure.kind == core::DecodeFailureKind::Quarantined;
  };

  const auto counts = site.replay(options);

  REQUIRE(counts.has_value());
  CHECK(counts->looked_at == 0);
  CHECK(site.undecoded() == 1);
  CHECK(told.back() == std::pair<std::uint64_t, std::uint64_t>(1, 1));
}

TEST_CASE("a replay that is ended, or refused, goes on the next time", "[app]") {
  Site site;
  for (int i = 0; i < 3; ++i) {
    site.hear(kSoaked);
    site.pass(1min);
  }
  site.mend();
  std::stop_source stopped;
  stopped.request_stop();
  CHECK(site.replay({}, stopped.get_token()).has_error());
  site.engine().set_storage_low(true);
  CHECK(site.replay().has_error());
  REQUIRE(site.undecoded() > 0);

  site.engine().set_storage_low(false);
  REQUIRE(site.replay().has_value());

  site.restart();
  CHECK(site.undecoded() == 0);
  CHECK(site.leaks() == 1);
  CHECK(site.all<core::MessageReceived>().size() == 3);
}

TEST_CASE("a version whose fixtures fail is refused, and the one before it stays", "[app]") {
  const test::TempDir folder;
  test::write_leak_map(folder.path(), "1.0.0");
  LoadedAdapters loaded(folder.path(), {"leaky"});
  REQUIRE(loaded.load().at(0).result == LoadResult::Loaded);
  const auto before = loaded.adapters();
  CHECK(loaded.load().at(0).result == LoadResult::Unchanged);
  CHECK(loaded.adapters() == before);

  test::write_leak_map(folder.path(), "1.0.1", "x: active");
  test::write_file(folder.path() / "leaky/fixtures/wet.json",
                   R"({"name": "wet", "shows": ["alarm"], "topic": "leaky/a",
                       "payload": {"floor": "wet"},
                       "expect": [{"kind": "water_leak", "state": "fault"}]})");
  const auto refused = loaded.load().at(0);

  CHECK(refused.result == LoadResult::Refused);
  CHECK(refused.version == "1.0.0");
  CHECK_FALSE(refused.problems.empty());
  CHECK(loaded.adapters() == before);
  test::write_leak_map(folder.path(), "1.0.2", "x: active");
  CHECK(loaded.load().at(0).version == "1.0.2");
  CHECK(loaded.load({"leaky"}).at(0).result == LoadResult::Loaded);
}

}  // namespace varde::app
