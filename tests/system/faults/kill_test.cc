// F1: kill -9 of varded at random moments, with a long log behind it and devices that send as fast
// as they are answered.
//
// Also while it starts. (The same with Mosquitto in front, and few events, is tests/system/
// kill_test.cc.)
#include <catch2/catch.hpp>
#include <chrono>
#include <random>
#include <thread>

#include "broker/eventlog/rocksdb_event_log.h"
#include "tests/support/child_process.h"
#include "tests/support/eventually.h"
#include "tests/support/fault_report.h"
#include "tests/support/wall_clock.h"
#include "tests/system/faults/fault_site.h"

namespace varde::test {
namespace {

using namespace std::chrono_literals;
using Steady = std::chrono::steady_clock;

constexpr std::size_t kDevices = 8;
constexpr std::size_t kWindow = 50;
constexpr std::uint64_t kBatch = 5'000;
constexpr std::uint64_t kSnapshotEvery = 50'000;  // As engine::Limits has it.

// A message a millisecond up to now, of three devices. Its keys are below those of a Fleet.
core::Event old_message(std::uint64_t number, Instant at) {
  core::Signal signal;
  signal.kind = core::SignalKind::Heartbeat;
  signal.key = core::SignalKey{"before", number};
  core::MessageReceived received;
  received.raw.link = LinkId("mosquitto");
  received.raw.payload = "an old message";
  received.device = {MunicipalityId("nordlia"), DeviceId("old-" + std::to_string(number % 3))};
  received.signals = {signal};
  return {at, std::nullopt, received};
}

// Writes a log of `events` without a broker. Its newest snapshot is as old as one can be.
void write_log(const std::filesystem::path& folder, std::uint64_t events) {
  eventlog::OpenOptions options;
  options.folder = folder;
  options.create = true;
  const auto log = *eventlog::open_event_log(options);
  const Instant start = WallClock().now() - std::chrono::milliseconds(events);
  core::State state;
  for (std::uint64_t number = 1; number <= events;) {
    std::vector<core::Event> batch;
    for (; batch.size() < kBatch && number <= events; ++number) {
      batch.push_back(old_message(number, start + std::chrono::milliseconds(number)));
      state = core::evolve(std::move(state), batch.back());
    }
    REQUIRE(log->append(batch, log->end()).has_value());
    if (log->end().value() % kSnapshotEvery == 0 && log->end().value() + 1 < events)
      REQUIRE(log->put_snapshot(state).has_value());
  }
}

struct Found {
  Tally tally;
  std::chrono::milliseconds slowest_first_ack{0};
};

// A start that does not live to be ready.
void start_and_kill(FaultSite& site, std::chrono::milliseconds life) {
  ChildProcess varded(
      {site.program().string(), "--config", (site.varded().folder() / "varde.yaml").string()},
      site.varded().folder() / "early-output");
  std::this_thread::sleep_for(life);  // The random moment.
  varded.kill();
}

Found kill_often(const std::string& program, Way way, std::size_t kills, std::uint64_t events,
                 unsigned seed) {
  std::mt19937 random(seed);
  const auto moment = [&](int most_ms) {
    return std::chrono::milliseconds(std::uniform_int_distribution<int>(0, most_ms)(random));
  };
  FaultSite site(program, way);
  write_log(site.data() / "log", events);
  AckFile acks(site.acks_file());
  Fleet::Options load;
  load.devices = kDevices;
  load.window = kWindow;
  if (way == Way::Bridge) load.pace = 40ms;  // The bridge takes one message at a time.
  Fleet fleet(site, load, acks);
  Progress progress("F1 kills, " + name(way), kills);
  Found found;

  fleet.start();
  for (std::size_t kill = 0; kill < kills; ++kill) {
    if (kill % 5 == 4) start_and_kill(site, moment(1'500));
    const std::size_t before = fleet.acknowledged();
    const auto started_at = Steady::now();
    site.start();
    REQUIRE(eventually([&] { return fleet.acknowledged() > before; }, 30s));
    found.slowest_first_ack =
        std::max(found.slowest_first_ack,
                 std::chrono::ceil<std::chrono::milliseconds>(Steady::now() - started_at));
    std::this_thread::sleep_for(moment(500));  // The random moment.
    site.kill();
    progress.done(kill + 1, {fleet.acknowledged(), 0, 0, 0});
  }
  site.start();
  CHECK(fleet.finish(60s));
  site.drain();
  CHECK(site.varded().stop() == 0);
  found.tally = site.compare_with_log(acks);
  return found;
}

// What the promise is about is an optimised build; others only show the figure.
constexpr bool is_optimised() {
#ifdef __OPTIMIZE__
  return true;
#else
  return false;
#endif
}

}  // namespace

TEST_CASE("kill -9 at random moments loses nothing that was acknowledged", "[faults]") {
  const unsigned seed = fault_seed();
  CAPTURE(seed);
  const std::size_t kills = rounds<std::size_t>(5, 100);
  const auto events = rounds<std::uint64_t>(60'000, 1'000'000);
  for (const Way way : ways_in()) {
    CAPTURE(name(way));

    const Found found = kill_often("varded", way, kills, events, seed);

    WARN(kills << " kills, " << name(way) << ", " << events << " events before: " << found.tally
               << "; first acknowledgement at most " << found.slowest_first_ack.count()
               << " ms after a start");
    report({"F1", "kill -9, " + name(way), kills, found.tally});
    CHECK(found.tally.acknowledged > kills * kDevices);
    CHECK(found.tally.lost == 0);
    CHECK(found.tally.twice == 0);
    // With Mosquitto in front the first acknowledgement is Mosquitto's, and says nothing.
    if (is_optimised() && way == Way::Listener) CHECK(found.slowest_first_ack < 3s);
  }
}

TEST_CASE("control: kill -9 of a broker that acknowledges too early loses", "[faults]") {
  const Way way = ways_in().back();
  constexpr std::size_t kKills = 2;

  const Found found = kill_often("varded_acks_too_early", way, kKills, 1'000, fault_seed());

  WARN(kKills << " kills of one that acknowledges too early, " << name(way) << ": " << found.tally);
  report({"F1", "acks too early", kKills, found.tally, true});
  CHECK(found.tally.lost > 0);
}

}  // namespace varde::test
