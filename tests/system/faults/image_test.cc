// F3: the power goes, for the whole program on a real file system.
//
// The data folder is ext4 in an image behind a loop device. At a random moment varded is stopped,
// the image is copied as it is, and the copy takes its place: what was not synced was in the
// kernel's memory, and is gone. Then varded comes up on it, and the devices go on.
#include <catch2/catch.hpp>
#include <memory>
#include <random>
#include <thread>

#include "tests/support/fault_report.h"
#include "tests/support/mounts.h"
#include "tests/system/faults/fault_site.h"

namespace varde::test {
namespace {

using namespace std::chrono_literals;

// Room for the log, and for what varded wants to be free at its start.
constexpr unsigned kDiskMiB = 320;

// The bridge takes one message at a time; what it cannot take piles up in Mosquitto.
Fleet::Options load_for(Way way) {
  Fleet::Options load;
  if (way == Way::Bridge) {
    load.devices = 4;
    load.pace = 20ms;
  }
  return load;
}

struct Found {
  Tally tally;
  std::size_t refused_to_start = 0;
  std::size_t before_last_cut = 0;  // Acknowledged by then: what came later no cut could take.
};

Found cut_power(const std::string& program, Way way, std::size_t cuts, unsigned seed) {
  std::mt19937 random(seed);
  std::uniform_int_distribution<int> life_ms(50, 800);
  FaultSite site(program, way);
  LoopDisk disk(site.data(), kDiskMiB);
  AckFile acks(site.acks_file());
  Fleet fleet(site, load_for(way), acks);
  Progress progress("F3 power cuts, " + name(way), cuts);
  Found found;

  site.start();
  fleet.start();
  for (std::size_t cut = 0; cut < cuts; ++cut) {
    std::this_thread::sleep_for(std::chrono::milliseconds(life_ms(random)));  // A random moment.
    site.freeze();
    found.before_last_cut = fleet.acknowledged();
    disk.cut();
    site.kill();
    disk.come_back();
    if (!site.try_start()) {
      WARN(site.varded().output());
      found.refused_to_start += 1;
      break;
    }
    progress.done(cut + 1, {fleet.acknowledged(), 0, 0, 0});
  }
  CHECK(fleet.finish(60s));
  if (found.refused_to_start == 0) {
    site.drain();
    CHECK(site.varded().stop() == 0);
  }
  found.tally = site.compare_with_log(acks);
  return found;
}

// True, with a word, where this machine has no loop mounts.
bool skipped() {
  const std::string why_not = why_no_loop_mount();
  if (why_not.empty()) return false;
  WARN("SKIPPED: no loop mounts here: " << why_not);
  return true;
}

}  // namespace

TEST_CASE("a power cut on ext4 loses nothing that was acknowledged", "[faults]") {
  if (skipped()) return;
  const unsigned seed = fault_seed();
  CAPTURE(seed);
  const std::size_t cuts = rounds<std::size_t>(3, 20);
  for (const Way way : ways_in()) {
    CAPTURE(name(way));

    const Found found = cut_power("varded", way, cuts, seed);

    WARN(cuts << " cuts, " << name(way) << ": " << found.tally);
    report({"F3", "power cut on ext4, " + name(way), cuts, found.tally});
    CHECK(found.refused_to_start == 0);
    CHECK(found.tally.acknowledged > cuts * 50);
    CHECK(found.tally.lost == 0);
    CHECK(found.tally.twice == 0);
  }
}

TEST_CASE("control: without sync a power cut on ext4 loses over half of it", "[faults]") {
  if (skipped()) return;
  const Way way = ways_in().back();
  const std::size_t cuts = rounds<std::size_t>(2, 5);

  const Found found = cut_power("varded_acks_too_early", way, cuts, fault_seed());

  WARN(cuts << " cuts without sync, " << name(way) << ": " << found.tally);
  report({"F3", "no sync on ext4", cuts, found.tally, true});
  CHECK(found.tally.lost * 2 > found.before_last_cut);
}

}  // namespace varde::test
