// F6: a sync that fails once, and a sync that hangs, under the real log and the real engine.
//
// After a failed sync Linux takes the pages for clean, and the next sync says that all is well: the
// simulated disk does the same. So the engine must end the process at once, acknowledge nothing of
// that batch, and nothing after it. A sync that hangs is no error: nothing is acknowledged until it
// is through, then everything is, in order; meanwhile the watch says so.
#include <atomic>
#include <catch2/catch.hpp>
#include <chrono>
#include <map>
#include <memory>
#include <mutex>
#include <random>
#include <thread>
#include <vector>

#include "broker/app/commit_watch.h"
#include "broker/engine/engine.h"
#include "broker/eventlog/rocksdb_event_log.h"
#include "tests/support/ack_oracle.h"
#include "tests/support/child_process.h"
#include "tests/support/eventually.h"
#include "tests/support/fault_report.h"
#include "tests/support/lying_log.h"
#include "tests/support/power_cut_fs.h"
#include "tests/support/temp_dir.h"
#include "tests/support/wall_clock.h"
#include "tests/support/world.h"

namespace varde::test {
namespace {

using Steady = std::chrono::steady_clock;

constexpr std::size_t kSenders = 4;
constexpr std::size_t kWindow = 20;  // Unacknowledged at a time, of each sender.

// The senders: each submits its own messages, so many at a time, as fast as they are acknowledged.
// A message's id tells its sender and its place in that sender's order.
class Senders {
 public:
  Senders(engine::Engine& engine, const PowerCutDisk& disk, AckFile& acks)
      : engine_(engine), disk_(disk), acks_(acks) {}
  ~Senders() { stop(); }

  void start() {
    for (std::size_t i = 0; i < kSenders; ++i) {
      threads_.emplace_back([this, i] { send(i); });
    }
  }
  void stop() {
    stopping_ = true;
    for (std::thread& thread : threads_) thread.join();
    threads_.clear();
  }

  [[nodiscard]] std::size_t acknowledged() const {
    const std::scoped_lock lock(mutex_);
    return order_.size();
  }
  // In the order in which they were acknowledged.
  [[nodiscard]] std::vector<std::uint64_t> order() const {
    const std::scoped_lock lock(mutex_);
    return order_;
  }
  static std::uint64_t sender_of(std::uint64_t id) { return id / kIdsPerSender; }

 private:
  static constexpr std::uint64_t kIdsPerSender = 1'000'000;

  class Receipt : public engine::Receipt {
   public:
    Receipt(Senders& senders, std::uint64_t id) : senders_(senders), id_(id) {}
    ~Receipt() override { senders_.under_way_[sender_of(id_)] -= 1; }

   private:
    void on_durable(const engine::Stored&) override { senders_.note(id_); }
    void on_refused(engine::FieldRefusal) override {}
    Senders& senders_;
    const std::uint64_t id_;
  };

  void send(std::size_t sender) {
    for (std::uint64_t i = 1; !stopping_; ++i) {
      while (under_way_[sender] >= kWindow && !stopping_) std::this_thread::yield();
      const std::uint64_t id = sender * kIdsPerSender + i;
      under_way_[sender] += 1;
      engine_.submit({message(device("d-" + std::to_string(sender)),
                              {keyed(signal(SignalKind::Heartbeat), id)}),
                      std::make_unique<Receipt>(*this, id),
                      {}});
    }
  }
  void note(std::uint64_t id) {
    if (disk_.is_cut()) return;  // Nobody is there any more to hear it.
    acks_.note(id);
    const std::scoped_lock lock(mutex_);
    order_.push_back(id);
  }

  engine::Engine& engine_;
  const PowerCutDisk& disk_;
  AckFile& acks_;
  std::atomic<bool> stopping_{false};
  std::array<std::atomic<std::size_t>, kSenders> under_way_{};
  mutable std::mutex mutex_;  // Guards order_.
  std::vector<std::uint64_t> order_;
  std::vector<std::thread> threads_;
};

// The real log on a simulated disk, and the engine on it.
class Site {
 public:
  explicit Site(bool lying = false) {
    std::filesystem::create_directory(folder());
    disk_ = std::make_unique<PowerCutDisk>(folder());
    options_.folder = folder();
    options_.create = true;
    options_.seams = disk_->seams();
    log_ = *eventlog::open_event_log(options_);
    if (lying) lying_ = std::make_unique<LyingLog>(*log_, 500);
    eventlog::EventLog& log = lying ? *lying_ : *log_;
    acks_ = std::make_unique<AckFile>(acks_file());
    engine::Engine::Hooks hooks;
    hooks.fail_stop = [this](const std::string&) {
      if (!failed_.exchange(true)) failed_at_ = Steady::now();
    };
    engine_ = std::make_unique<engine::Engine>(log, *log.recover(), clock_, std::move(hooks));
    senders_ = std::make_unique<Senders>(*engine_, *disk_, *acks_);
    engine_->start();
    senders_->start();
  }

  [[nodiscard]] PowerCutDisk& disk() { return *disk_; }
  [[nodiscard]] engine::Engine& engine() { return *engine_; }
  [[nodiscard]] Senders& senders() { return *senders_; }
  [[nodiscard]] bool failed() const { return failed_; }
  [[nodiscard]] Steady::time_point failed_at() const { return failed_at_; }

  // The power goes; then what the log has is compared with what was acknowledged.
  Tally cut_and_compare(std::uint64_t seed) {
    disk_->cut();
    senders_->stop();
    engine_.reset();
    lying_.reset();
    log_.reset();
    acks_.reset();
    disk_->come_back(seed);
    const auto log = eventlog::open_event_log(options_);
    REQUIRE(log.has_value());
    const StateHashes hashes = state_hashes(**log);
    CHECK(hashes.recovered == hashes.replayed);
    StoredIds stored;
    stored.add_all(**log);
    return compare(read_acks(acks_file()), stored);
  }

 private:
  [[nodiscard]] std::filesystem::path folder() const { return temporary_.path() / "log"; }
  [[nodiscard]] std::filesystem::path acks_file() const { return temporary_.path() / "acks"; }

  const TempDir temporary_{memory_folder()};
  const WallClock clock_;
  std::unique_ptr<PowerCutDisk> disk_;
  eventlog::OpenOptions options_;
  std::unique_ptr<eventlog::EventLog> log_;
  std::unique_ptr<LyingLog> lying_;
  std::unique_ptr<AckFile> acks_;
  std::atomic<bool> failed_{false};
  Steady::time_point failed_at_;  // Written before anybody waits for failed_.
  std::unique_ptr<engine::Engine> engine_;
  std::unique_ptr<Senders> senders_;
};

}  // namespace

TEST_CASE("a failed sync stops the broker within a second, with nothing acknowledged from then on",
          "[faults]") {
  const unsigned seed = fault_seed();
  CAPTURE(seed);
  std::mt19937 random(seed);
  const std::size_t all = rounds<std::size_t>(10, 100);
  Progress progress("F6 failed sync", all);
  Tally tally;
  for (std::size_t round = 0; round < all; ++round) {
    Site site;
    const std::size_t before = random() % 1'000;
    REQUIRE(eventually([&] { return site.senders().acknowledged() >= before; }));

    const auto armed_at = Steady::now();
    site.disk().fail_next_sync();
    REQUIRE(eventually([&] { return site.failed(); }));
    const std::size_t at_failure = site.senders().acknowledged();

    CHECK(site.failed_at() - armed_at < 1s);
    // Where the process went on, as here, it could acknowledge nothing more.
    CHECK_FALSE(eventually([&] { return site.senders().acknowledged() != at_failure; }, 50ms));
    tally += site.cut_and_compare(random());
    progress.done(round + 1, tally);
  }

  WARN(all << " failed syncs: " << tally);
  report({"F6", "failed sync", all, tally});
  CHECK(tally.lost == 0);
  CHECK(tally.twice == 0);
}

TEST_CASE("control: an engine on a log that says so too early loses what it acknowledged",
          "[faults]") {
  std::mt19937 random(fault_seed());
  Tally tally;
  constexpr std::size_t kRounds = 3;
  for (std::size_t round = 0; round < kRounds; ++round) {
    Site site(true);
    REQUIRE(eventually([&] { return site.senders().acknowledged() >= 700; }));
    tally += site.cut_and_compare(random());
  }

  WARN(kRounds << " cuts under a lying log: " << tally);
  report({"F6", "ack before commit", kRounds, tally, true});
  CHECK(tally.lost > 0);
}

TEST_CASE("while a sync hangs nothing is acknowledged, and afterwards everything, in order",
          "[faults]") {
  const unsigned seed = fault_seed();
  CAPTURE(seed);
  Site site;
  const auto hang = rounds<std::chrono::milliseconds>(4s, 30s);
  std::vector<bool> told;
  app::CommitWatch watch(
      engine::kSlowCommit, [&] { return site.engine().counters().commit_under_way; },
      [&](bool stuck, std::chrono::milliseconds) { told.push_back(stuck); });
  REQUIRE(eventually([&] { return site.senders().acknowledged() >= 500; }));

  site.disk().hold_syncs();
  REQUIRE(eventually([&] { return site.disk().somebody_syncs(); }));
  const auto held_at = Steady::now();
  const std::size_t at_hang = site.senders().acknowledged();
  const bool noticed = eventually(
      [&] {
        watch.look();
        return watch.stuck();
      },
      engine::kSlowCommit + 1s);
  const bool acknowledged =
      eventually([&] { return site.senders().acknowledged() != at_hang; },
                 std::chrono::ceil<std::chrono::milliseconds>(held_at + hang - Steady::now()));
  site.disk().release_syncs();

  CHECK(noticed);
  CHECK_FALSE(acknowledged);
  CHECK(eventually([&] { return site.senders().acknowledged() > at_hang + 500; }));
  CHECK(eventually([&] {
    watch.look();
    return !watch.stuck();
  }));
  CHECK(told == std::vector<bool>{true, false});
  CHECK(site.engine().counters().slow_commits == 1);
  CHECK_FALSE(site.failed());
  site.senders().stop();
  std::map<std::uint64_t, std::uint64_t> newest;  // Of each sender.
  bool ordered = true;
  for (const std::uint64_t id : site.senders().order()) {
    std::uint64_t& before = newest[Senders::sender_of(id)];
    ordered = ordered && id > before;
    before = id;
  }
  CHECK(ordered);
  const Tally tally = site.cut_and_compare(seed);
  WARN("a sync of " << hang.count() << " ms: " << tally);
  report({"F6", "hanging sync", 1, tally});
  CHECK(tally.lost == 0);
  CHECK(tally.twice == 0);
}

TEST_CASE("a broker process whose sync fails is gone within a second, with exit code 70",
          "[faults]") {
  const TempDir folder;
  const auto program =
      std::filesystem::read_symlink("/proc/self/exe").parent_path() / "faults_engine";
  ChildProcess broker(
      {program.string(), (folder.path() / "log").string(), (folder.path() / "acks").string(),
       "failing-sync", (folder.path() / "armed").string()},
      folder.path() / "output");
  REQUIRE(eventually([&] { return std::filesystem::exists(folder.path() / "armed"); }));

  const auto exit = broker.wait(1s);

  CAPTURE(broker.output());
  REQUIRE(exit.has_value());
  CHECK(*exit == 70);
}

}  // namespace varde::test
