// F2: the power goes at any moment, and the disk has what was synced and an arbitrary part of the
// rest.
//
// Each seed lives through several cuts: the log is made or opened, written to as the engine does
// (batches of decided events, snapshots in between), and cut before a random change to a file: in
// the middle of a batch, of a flush, of opening, of recovery. Then: it opens, everything that was
// acknowledged is there once, every batch is there whole or not at all, the chain holds, and the
// state that it recovers to is that of a full replay.
#include <catch2/catch.hpp>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "broker/eventlog/rocksdb_event_log.h"
#include "tests/support/ack_oracle.h"
#include "tests/support/fault_report.h"
#include "tests/support/power_cut_fs.h"
#include "tests/support/temp_dir.h"
#include "tests/support/world.h"

namespace varde::test {
namespace {

using eventlog::EventLog;
using Random = std::mt19937_64;

constexpr int kLivesPerSeed = 3;
constexpr int kMostBatches = 120;  // In one life; the power goes then at the latest.
constexpr std::uint64_t kMostChanges = 350;
constexpr int kMostInputs = 12;                       // Of one batch.
constexpr std::size_t kWriteBufferBytes = 64 * 1024;  // A life fills some of them.

std::uint64_t draw(std::uint64_t from, std::uint64_t to, Random& random) {
  return std::uniform_int_distribution<std::uint64_t>(from, to)(random);
}

// Several pages now and then: a batch that a cut tears in the middle.
std::string payload(Random& random) {
  const std::uint64_t size =
      draw(0, 19, random) == 0 ? draw(4'000, 60'000, random) : draw(20, 300, random);
  // Not all alike, or a garbled page could be taken for a written one.
  std::string bytes;
  while (bytes.size() < size) bytes += std::to_string(random());
  return bytes;
}

// Devices and operators, decided by the core as the engine does it.
class Town {
 public:
  explicit Town(Random& random) : random_(random) {}

  // Goes on from what a log recovers to.
  void go_on_from(core::State state) {
    now_ = std::max(now_, state.log_end_at);
    state_ = std::move(state);
  }

  struct Batch {
    std::vector<core::Event> events;
    std::vector<std::uint64_t> ids;  // Of its messages.
  };
  Batch next() {
    Batch batch;
    if (state_.log_end.none()) {
      decide(core::StartBroker{"test", {LinkId("mosquitto")}}, batch);
      decide(small_register(), batch);
    }
    for (std::uint64_t i = draw(1, kMostInputs, random_); i > 0; --i) decide(input(batch), batch);
    return batch;
  }
  [[nodiscard]] const core::State& state() const { return state_; }

 private:
  core::Input input(Batch& batch) {
    static const std::vector<std::string> kDevices = {"button-1", "smoke-1", "leak-1", "unknown"};
    static const std::vector<SignalKind> kKinds = {SignalKind::HelpCall, SignalKind::Heartbeat,
                                                   SignalKind::WaterLeak, SignalKind::Smoke};
    if (draw(0, 9, random_) == 0) {
      return core::ConnectConsole{operator_named("kari").session, UserId("kari")};
    }
    if (draw(0, 9, random_) == 0 && !state_.alarms.open().empty()) {
      return core::Command{operator_named("kari"), "", state_.alarms.open().begin()->first,
                           core::AddNote{"called back"}};
    }
    batch.ids.push_back(++newest_id_);
    auto made = message(device(kDevices[draw(0, 3, random_)]),
                        {keyed(signal(kKinds[draw(0, 3, random_)]), newest_id_)});
    made.raw.payload = payload(random_);
    made.raw.payload_size = made.raw.payload.size();
    return made;
  }

  void decide(const core::Input& input, Batch& batch) {
    now_ += std::chrono::milliseconds(draw(0, 2'000, random_));
    const auto decision = core::decide(state_, input, now_);
    if (decision.has_error()) return;  // A refusal is no event.
    for (const core::Event& event : decision->events) {
      state_ = evolve(std::move(state_), event);
      batch.events.push_back(event);
    }
  }

  Random& random_;
  core::State state_;
  Instant now_ = at(0s);
  std::uint64_t newest_id_ = 0;
};

struct Findings {
  Tally tally;
  std::size_t cuts = 0;
  std::size_t refused_to_open = 0;  // Of them, how often the log did not come up.
  std::size_t half_batches = 0;
  std::string first_refusal;
};

enum class Disk { Honest, Lying };

// One seed: a log, and several power cuts on its way.
class Site {
 public:
  Site(std::uint64_t seed, bool sync, Disk disk, Findings& findings)
      : random_(seed), town_(random_), findings_(findings), kind_(disk) {
    std::filesystem::create_directory(folder());
    disk_ = std::make_unique<PowerCutDisk>(folder());
    options_.folder = folder();
    options_.create = true;
    options_.sync = sync;
    options_.seams = disk_->seams();
    options_.seams.write_buffer_bytes = kWriteBufferBytes;
  }

  void run() {
    AckFile acks(acks_file());
    for (int life = 0; life < kLivesPerSeed; ++life) {
      if (!live(acks)) return;
    }
    live_on();
  }

  [[nodiscard]] const Tally& tally() const { return tally_; }

 private:
  [[nodiscard]] std::filesystem::path folder() const { return temporary_.path() / "log"; }
  [[nodiscard]] std::filesystem::path acks_file() const { return temporary_.path() / "acks"; }

  // Comes up, looks at what there is, writes, and loses power. False where there is no going on.
  bool live(AckFile& acks) {
    if (kind_ == Disk::Lying) disk_->lie_about_syncs();
    // A quarter of the lives end while the log is being opened or is still young.
    disk_->cut_before(draw(0, draw(0, 3, random_) == 0 ? 60 : kMostChanges, random_));
    {
      const auto log = come_up();
      if (log == nullptr) return false;
      town_.go_on_from(*log->recover());
      for (int i = 0; i < kMostBatches && !disk_->is_cut(); ++i) write_one(*log, acks);
      disk_->cut();
    }
    findings_.cuts += 1;
    disk_->come_back(random_());
    acks.settle();
    return true;
  }

  // Comes up for the last time, and is looked at as a whole.
  void live_on() {
    {
      const auto log = come_up();
      if (log == nullptr) return;
      const StateHashes hashes = state_hashes(*log);
      CHECK(hashes.recovered == hashes.replayed);
    }
    const auto verified = eventlog::verify(folder());
    CHECK(verified.has_value());
  }

  // The open log, if it opens and nothing is lost.
  std::unique_ptr<EventLog> come_up() {
    auto log = eventlog::open_event_log(options_);
    if (log.has_error()) {
      findings_.refused_to_open += 1;
      if (findings_.first_refusal.empty()) findings_.first_refusal = log.error().detail;
      tally_ = compare(read_acks(acks_file()), {});  // Nobody can read any of it.
      return nullptr;
    }
    look_at(**log);
    return tally_.lost == 0 ? *std::move(log) : nullptr;
  }

  void write_one(EventLog& log, AckFile& acks) {
    const Town::Batch batch = town_.next();
    REQUIRE(log.append(batch.events, log.end()).has_value());
    written_.insert(written_.end(), batch.events.begin(), batch.events.end());
    ends_.insert(written_.size());
    if (!disk_->is_cut()) {
      for (const std::uint64_t id : batch.ids) acks.note(id);
    }
    if (draw(0, 9, random_) == 0) REQUIRE(log.put_snapshot(town_.state()).has_value());
  }

  // What is there is what was written, up to the end of a batch, and all that was acknowledged.
  void look_at(const EventLog& log) {
    const std::size_t end = log.end().value();
    if (end != 0 && !ends_.contains(end)) findings_.half_batches += 1;
    const auto stored = log.read(LogPosition(1), end + 1);
    REQUIRE(stored.has_value());
    REQUIRE(stored->size() == end);
    REQUIRE(end <= written_.size());
    StoredIds ids;
    bool same = true;
    for (std::size_t i = 0; i < end; ++i) {
      same = same && (*stored)[i].event == written_[i];
      ids.add((*stored)[i].event);
    }
    CHECK(same);
    tally_ = compare(read_acks(acks_file()), ids);
    written_.resize(end);
    std::erase_if(ends_, [&](std::size_t one) { return one > end; });
  }

  const TempDir temporary_{memory_folder()};
  Random random_;
  Town town_;
  Findings& findings_;
  const Disk kind_;
  std::unique_ptr<PowerCutDisk> disk_;
  eventlog::OpenOptions options_;
  std::vector<core::Event> written_;  // All that was ever written and not lost again.
  std::set<std::size_t> ends_;        // Where a batch of it ends.
  Tally tally_;
};

Findings run_seeds(const std::string& name, std::size_t seeds, unsigned first, bool sync,
                   Disk disk = Disk::Honest) {
  Findings findings;
  Progress progress(name, seeds);
  for (std::size_t i = 0; i < seeds; ++i) {
    const std::uint64_t seed = first + i;
    CAPTURE(seed);
    Site site(seed, sync, disk, findings);
    site.run();
    findings.tally += site.tally();
    progress.done(i + 1, findings.tally);
  }
  return findings;
}

}  // namespace

TEST_CASE("a power cut loses nothing that was acknowledged and leaves no half batch", "[faults]") {
  const unsigned seed = fault_seed();
  CAPTURE(seed);
  const std::size_t seeds = rounds<std::size_t>(100, 1'000);

  const Findings found = run_seeds("F2 power cut", seeds, seed, true);

  WARN(found.cuts << " cuts: " << found.tally);
  report({"F2", "power cut", found.cuts, found.tally});
  CAPTURE(found.first_refusal);
  CHECK(found.tally.acknowledged > seeds * 100);
  CHECK(found.tally.lost == 0);
  CHECK(found.tally.twice == 0);
  CHECK(found.half_batches == 0);
  CHECK(found.refused_to_open == 0);
}

TEST_CASE("control: without sync a power cut loses what was acknowledged", "[faults]") {
  const std::size_t seeds = rounds<std::size_t>(5, 50);

  const Findings found = run_seeds("F2 control", seeds, fault_seed(), false);

  WARN(found.cuts << " cuts without sync: " << found.tally);
  report({"F2", "no sync", found.cuts, found.tally, true});
  CHECK(found.tally.lost > 0);
}

TEST_CASE("control: a disk that lies about its syncs loses, or is found out by the watermark",
          "[faults]") {
  const std::size_t seeds = rounds<std::size_t>(10, 50);

  const Findings found = run_seeds("F2 lying disk", seeds, fault_seed(), true, Disk::Lying);

  WARN(found.cuts << " cuts of a lying disk: " << found.tally << ", " << found.refused_to_open
                  << " not opened");
  report({"F2", "lying disk", found.cuts, found.tally, true});
  CHECK(found.tally.lost > 0);
}

}  // namespace varde::test
