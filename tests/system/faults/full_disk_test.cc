// F5: the disk is full.
//
// The data folder is a small file system in memory, and the room goes at once: below the reserve,
// under the write-ahead log, before the start, and before the snapshot of an orderly stop. Whatever
// happens to the process: nothing that was acknowledged is lost, no message is acknowledged that is
// not in the log, operators' acts go on being logged as long as there is a reserve, and messages
// are taken again within 10 s of there being room.
#include <sys/wait.h>

#include <boost/json/serialize.hpp>
#include <catch2/catch.hpp>
#include <chrono>
#include <optional>
#include <string>

#include "broker/api/user_store.h"
#include "tests/support/eventually.h"
#include "tests/support/fault_report.h"
#include "tests/support/mounts.h"
#include "tests/system/faults/fault_site.h"
#include "tests/unit/api/http_client.h"

namespace varde::test {
namespace {

using namespace std::chrono_literals;

// What varded wants at its first start (a reserve of 16 MiB and 128 MiB for a recovery), and some.
constexpr unsigned kDiskMiB = 224;
constexpr std::uint64_t kMiB = 1024 * 1024;

// Of docs/reference/faults.md.
constexpr int kFailStop = 70;
constexpr int kNoRoom = 75;
constexpr int kStorage = 80;
constexpr int kAborted = 128 + SIGABRT;  // RocksDB's own assertion.

constexpr auto kTakenAgainWithin = 10s;

// An operator at a console.
class Operator {
 public:
  static void give_account(const std::filesystem::path& data) {
    api::User user;
    user.id = UserId("kari");
    user.name = "Kari";
    user.role = core::Role::Operator;
    api::UserStore store(data / "users.json");
    REQUIRE(store.add(user, "a long password").has_value());
  }

  explicit Operator(unsigned short port) : client_(port) {
    const Answer answer = client_.request("POST", "/api/v1/session",
                                          R"({"user":"kari","password":"a long password"})");
    REQUIRE(answer.status == 200);
    const std::string& cookie = answer.headers.at("set-cookie");
    cookie_ = cookie.substr(0, cookie.find(';'));
  }

  // The status of the answer.
  unsigned note(std::uint64_t alarm) {
    return client_
        .request("POST", "/api/v1/alarms/" + std::to_string(alarm) + "/note",
                 R"({"text":"called back"})", {{"Cookie", cookie_}})
        .status;
  }

 private:
  HttpClient client_;
  std::string cookie_;
};

// A site on a small disk, under load.
struct Site {
  explicit Site(Way chosen, Fleet::Options load)
      : way(chosen), disk(site.data(), kDiskMiB), acks(site.acks_file()), fleet(site, load, acks) {
    Operator::give_account(site.data());
    site.start();
    fleet.start();
    REQUIRE(eventually([&] { return fleet.acknowledged() > 200 && events() > 50; }, 30s));
  }

  [[nodiscard]] double count_of(const std::string& metric) {
    return site.varded().metric(metric).value_or(0);
  }
  [[nodiscard]] double events() { return count_of("varde_events_total"); }
  [[nodiscard]] double messages() { return count_of("varde_messages_total"); }  // From the field.
  [[nodiscard]] double commands() { return count_of("varde_commands_total"); }
  [[nodiscard]] bool low() { return site.varded().metric("varde_storage_low") == 1; }

  // True if messages are in the log again, and soon; varded runs.
  [[nodiscard]] bool takes_messages() {
    const double before = events();
    return eventually([&] { return events() > before + 50; }, kTakenAgainWithin);
  }

  Tally finish() {
    CHECK(fleet.finish(60s));
    site.drain();
    CHECK(site.varded().stop() == 0);
    return site.compare_with_log(acks);
  }

  const Way way;
  FaultSite site{"varded", way};
  SmallDisk disk;
  AckFile acks;
  Fleet fleet;
};

Fleet::Options load_for(Way way) {
  Fleet::Options load;
  load.devices = 4;
  if (way == Way::Bridge) load.pace = 20ms;
  return load;
}

bool skipped() {
  const std::string why_not = why_no_tmpfs();
  if (why_not.empty()) return false;
  WARN("SKIPPED: no small disk here: " << why_not);
  return true;
}

void conclude(const std::string& what, Site& site) {
  const Tally tally = site.finish();
  WARN(what << ", " << name(site.way) << ": " << tally);
  report({"F5", what + ", " + name(site.way), 1, tally});
  CHECK(tally.lost == 0);
  CHECK(tally.twice == 0);
}

}  // namespace

TEST_CASE(
    "below the reserve messages are refused, operators' acts are logged, and it goes on by "
    "itself",
    "[faults]") {
  if (skipped()) return;
  for (const Way way : ways_in()) {
    CAPTURE(name(way));
    Site site(way, load_for(way));
    Operator kari(site.site.varded().api_port());

    site.disk.fill_up_to(8 * kMiB);
    REQUIRE(eventually([&] { return site.low(); }));
    const std::size_t at_limit = site.fleet.acknowledged();
    const double events = site.events();
    const double messages = site.messages();
    const double commands = site.commands();
    const unsigned noted = kari.note(1);

    CHECK(noted == 200);
    CHECK(eventually([&] { return site.commands() == commands + 1; }));
    CHECK(eventually([&] { return site.events() >= events + 1; }));
    if (way == Way::Bridge) {
      // The log grows by the note and by what Varde has to say of its storage; by no message.
      CHECK(site.messages() == messages);
    } else {
      // What was under way at the limit may have been taken before it, and is answered then; so
      // many refusals later all of it has been, and nothing more is acknowledged.
      const std::size_t under_way = load_for(way).devices * load_for(way).window;
      CHECK(eventually([&] { return site.fleet.refused() >= 2 * under_way; }, 30s));
      const std::size_t answered = site.fleet.acknowledged();
      CHECK_FALSE(eventually([&] { return site.fleet.acknowledged() != answered; }, 1s));
      CHECK(answered - at_limit <= under_way);
    }

    site.disk.make_room();
    CHECK(site.takes_messages());
    CHECK_FALSE(site.low());
    conclude("below the reserve", site);
  }
}

TEST_CASE("a log that nobody stops before the disk is full ends its process and loses nothing",
          "[faults]") {
  if (skipped()) return;
  const std::string mode = GENERATE("large", "small-buffers");
  const std::string what = mode == "large" ? "write-ahead log first" : "flush first";
  CAPTURE(what);
  const TempDir folder;
  std::filesystem::create_directory(folder.path() / "disk");
  const auto log_folder = folder.path() / "disk" / "log";
  const auto acks = folder.path() / "acks";
  const auto program =
      std::filesystem::read_symlink("/proc/self/exe").parent_path() / "faults_engine";
  SmallDisk disk(folder.path() / "disk", 64);
  const std::vector<std::string> command = {program.string(), log_folder.string(), acks.string(),
                                            mode};
  ChildProcess engine(command, folder.path() / "output");
  REQUIRE(eventually([&] { return read_acks(acks).size() > 100; }));

  disk.fill_up_to(0);
  const auto ended = engine.wait(30s);
  const std::size_t at_end = read_acks(acks).size();
  // As the service manager would: again, while the disk is still full.
  ChildProcess again(command, folder.path() / "output");
  const auto ended_again = again.wait(30s);
  const std::size_t after = read_acks(acks).size();
  disk.make_room();

  CAPTURE(engine.output());
  REQUIRE(ended.has_value());
  CHECK((*ended == kFailStop || *ended == kAborted));
  REQUIRE(ended_again.has_value());
  CHECK(after == at_end);
  eventlog::OpenOptions options;
  options.folder = log_folder;
  const auto log = eventlog::open_event_log(options);
  REQUIRE(log.has_value());
  StoredIds stored;
  stored.add_all(**log);
  const Tally tally = compare(read_acks(acks), stored);
  WARN(what << ": ended with " << *ended << ", then " << *ended_again << "; " << tally);
  report({"F5", what, 1, tally});
  CHECK(tally.lost == 0);
  CHECK(tally.twice == 0);
}

TEST_CASE("a disk that is full at once: the broker refuses or ends, and loses nothing",
          "[faults]") {
  if (skipped()) return;
  for (const Way way : ways_in()) {
    CAPTURE(name(way));
    Fleet::Options load = load_for(way);
    // Fast enough to fill up what RocksDB holds in advance, before anybody looks at the disk.
    if (way == Way::Listener) load.payload_bytes = 60'000;
    Site site(way, load);

    site.disk.fill_up_to(0);
    const auto ended = site.site.wait_for_end(5s);
    // It may also have seen the full disk in time, and refuse.
    CAPTURE(ended.value_or(-1), site.site.varded().output());
    CHECK((ended ? *ended == kFailStop || *ended == kAborted : site.low()));
    if (ended) {
      CHECK_FALSE(site.site.try_start());
      CHECK(site.site.wait_for_end(5s) == kNoRoom);
    }

    site.disk.make_room();
    if (ended) site.site.start();
    CHECK(site.takes_messages());
    conclude("full at once", site);
  }
}

TEST_CASE("on a full disk a broker does not start, says why, and starts when there is room",
          "[faults]") {
  if (skipped()) return;
  for (const Way way : ways_in()) {
    CAPTURE(name(way));
    Site site(way, load_for(way));
    site.site.kill();

    site.disk.fill_up_to(64 * 1024);
    CHECK_FALSE(site.site.try_start());
    CHECK(site.site.wait_for_end(5s) == kNoRoom);

    site.disk.make_room();
    site.site.start();
    CHECK(site.takes_messages());
    conclude("on start", site);
  }
}

TEST_CASE("a disk that is full at the last snapshot loses nothing", "[faults]") {
  if (skipped()) return;
  for (const Way way : ways_in()) {
    CAPTURE(name(way));
    Site site(way, load_for(way));

    site.disk.fill_up_to(0);
    const int ended = site.site.varded().stop();
    CAPTURE(ended);
    CHECK((ended == 0 || ended == kFailStop || ended == kAborted || ended == kStorage));

    site.disk.make_room();
    site.site.start();
    CHECK(site.takes_messages());
    conclude("during the snapshot", site);
  }
}

TEST_CASE("control: a broker that acknowledges too early loses on a full disk", "[faults]") {
  if (skipped()) return;
  const Way way = ways_in().back();
  FaultSite site("varded_acks_too_early", way);
  SmallDisk disk(site.data(), kDiskMiB);
  AckFile acks(site.acks_file());
  Fleet fleet(site, load_for(way), acks);
  site.start();
  fleet.start();
  REQUIRE(eventually([&] { return fleet.acknowledged() > 500; }, 30s));

  disk.fill_up_to(0);
  site.kill();  // As the service manager, or RocksDB itself, would end it.
  disk.make_room();
  site.start();

  CHECK(fleet.finish(60s));
  site.drain();
  CHECK(site.varded().stop() == 0);
  const Tally tally = site.compare_with_log(acks);
  WARN("acknowledging too early, " << name(way) << ": " << tally);
  report({"F5", "acks too early", 1, tally, true});
  CHECK(tally.lost > 0);
}

}  // namespace varde::test
