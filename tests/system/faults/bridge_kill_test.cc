// F8: the bridge's process is killed while a message is in its callback, 200 times.
//
// Two moments: while the message waits for the disk, and when it is on disk and its PUBACK has not
// left yet. Either way Mosquitto has no PUBACK and delivers again; what is known already is stored
// once.
#include <atomic>
#include <catch2/catch.hpp>
#include <csignal>
#include <cstdlib>
#include <string>

#include "tests/support/ack_oracle.h"
#include "tests/support/eventually.h"
#include "tests/support/fault_report.h"
#include "tests/support/mqtt_client.h"
#include "tests/system/bridge_bench.h"

namespace varde::test {
namespace {

using links::MqttVersion;

constexpr std::size_t kBurst = 16;  // Of each round: the kill finds others behind the one in work.

void kill_bridge() {
  for (const int pid : bridge_processes()) ::kill(pid, SIGKILL);
}

// A broker, its bridge, and a device whose messages Mosquitto has taken.
class Site {
 public:
  Site(MqttVersion version, const std::string& program)
      : acks_(acks_file()), device_(mosquitto_.server()) {
    broker_.before_receipts([this] {
      if (armed_.exchange(false)) kill_bridge();
    });
    auto options = options_for(mosquitto_);
    options.version = version;
    options.program = program;
    broker_.connect(options);
  }

  // While a message waits for the disk.
  void kill_before_commit() {
    const std::uint64_t before = broker_.engine().counters().messages;
    broker_.log().close_gate();
    publish(kBurst);
    REQUIRE(eventually([&] { return broker_.engine().counters().messages > before; }));
    REQUIRE(eventually([&] { return broker_.log().somebody_waits(); }));
    kill_bridge();
    broker_.log().open_gate();
    come_back();
  }

  // When a message is on disk, before its PUBACK can leave.
  void kill_before_puback() {
    armed_ = true;
    publish(kBurst);
    REQUIRE(eventually([&] { return !armed_; }));
    come_back();
  }

  // Waits until nothing is on its way any more, and compares.
  Tally compare_all() {
    publish(1);
    REQUIRE(eventually([&] { return stored().times(newest_) > 0; }, std::chrono::seconds(30)));
    acks_.settle();
    return compare(read_acks(acks_file()), stored());
  }

 private:
  [[nodiscard]] std::filesystem::path acks_file() const { return folder_.path() / "acks"; }

  void publish(std::size_t count) {
    const std::uint64_t first = newest_ + 1;
    device_.publish_many(
        kTopic, count, [&](std::size_t) { return heartbeat(++newest_); },
        [&](std::size_t i) { acks_.note(first + i); });
  }
  void come_back() {
    REQUIRE(eventually([&] { return !broker_.bridge().status().up; }));
    REQUIRE(eventually([&] { return broker_.bridge().status().up; }, std::chrono::seconds(30)));
  }
  [[nodiscard]] StoredIds stored() {
    StoredIds ids;
    ids.add_all(broker_.log());
    return ids;
  }

  const TempDir folder_;
  AckFile acks_;
  std::uint64_t newest_ = 0;
  std::atomic<bool> armed_{false};
  Mosquitto mosquitto_;
  MqttClient device_;
  Broker broker_;
};

// The environment variable is there while this object lives; for programs that are started then.
class Environment {
 public:
  Environment(std::string name, const std::string& value) : name_(std::move(name)) {
    ::setenv(name_.c_str(), value.c_str(), 1);
  }
  ~Environment() { ::unsetenv(name_.c_str()); }
  Environment(const Environment&) = delete;
  Environment& operator=(const Environment&) = delete;

 private:
  const std::string name_;
};

}  // namespace

TEST_CASE("a bridge killed while a message is in its callback loses nothing and stores it once",
          "[faults]") {
  const auto version = GENERATE(MqttVersion::V311, MqttVersion::V5);
  const std::string name = version == MqttVersion::V5 ? "MQTT 5" : "MQTT 3.1.1";
  const std::size_t kills = rounds<std::size_t>(10, 100);
  Progress progress("F8 kills, " + name, kills);
  Site site(version, VARDE_BRIDGE_PROGRAM);

  for (std::size_t kill = 0; kill < kills; ++kill) {
    kill % 2 == 0 ? site.kill_before_commit() : site.kill_before_puback();
    progress.done(kill + 1, {});
  }

  const Tally tally = site.compare_all();
  WARN(kills << " kills, " << name << ": " << tally);
  report({"F8", "kill in the callback, " + name, kills, tally});
  CHECK(tally.acknowledged == kills * kBurst + 1);
  CHECK(tally.lost == 0);
  CHECK(tally.twice == 0);
}

TEST_CASE("control: a bridge that lets PUBACK leave before the commit loses what it had",
          "[faults]") {
  const auto version = GENERATE(MqttVersion::V311, MqttVersion::V5);
  constexpr std::size_t kKills = 3;
  Site site(version, VARDE_EARLY_BRIDGE_PROGRAM);

  for (std::size_t kill = 0; kill < kKills; ++kill) site.kill_before_commit();

  const Tally tally = site.compare_all();
  WARN(kKills << " kills of a bridge that acknowledges early: " << tally);
  report({"F8", "PUBACK before the commit", kKills, tally, true});
  CHECK(tally.lost > 0);
}

TEST_CASE("a bridge on a Paho C that acknowledges too early refuses to start", "[faults]") {
  const Environment old("LD_PRELOAD", VARDE_OLD_PAHO);
  const Environment sanitizer("ASAN_OPTIONS", "verify_asan_link_order=0");
  Mosquitto mosquitto;
  Broker broker;

  CHECK_THROWS_WITH(broker.start_bridge(options_for(mosquitto)),
                    Catch::Contains("1.3.9") && Catch::Contains("1.3.10 is the oldest"));
}

}  // namespace varde::test
