// F9: acknowledgements that lie, with Mosquitto in front.
//
// Three publishes that never reach Varde: one that the access list denies, one that nobody has
// subscribed to, one for which the queue is full. A device that follows docs/reference/links.md
// speaks MQTT 5 and goes by the reason code: it must not count as acknowledged what is not in the
// log. In MQTT 3.1.1, and with Mosquitto's own queue limit, it is told success all the same: the
// control, and the reason why Varde listens itself.
#include <catch2/catch.hpp>
#include <fstream>
#include <string>

#include "tests/support/ack_oracle.h"
#include "tests/support/eventually.h"
#include "tests/support/fault_report.h"
#include "tests/support/mqtt_device.h"
#include "tests/system/bridge_bench.h"

namespace varde::test {
namespace {

constexpr std::size_t kMessages = 50;

// Mosquitto's word for it, from the MQTT 5 specification, section 2.4.
constexpr int kNobodySubscribes = 0x10;
constexpr int kNotAuthorized = 0x87;

// A site with Mosquitto in front, and one device.
class Site {
 public:
  explicit Site(MqttLevel level, MosquittoOptions options = {})
      : level_(level), acks_(acks_file()), mosquitto_(std::move(options)) {}

  void connect_bridge() { broker_.connect(options_for(mosquitto_)); }
  void stop_bridge() { broker_.stop_bridge(); }

  // Publishes, and notes what a device may take for safe. Returns the reasons, which are all the
  // same.
  int publish(const std::string& topic) {
    MqttConnection device({mosquitto_.server(), level_, "device", "", ""});
    REQUIRE(device.connect());
    int all = -1;
    for (std::size_t i = 0; i < kMessages; ++i) {
      auto reason = device.publish(topic, heartbeat(++newest_));
      if (!reason) {
        // Mosquitto 2.0.11 with max_queued_messages 0 closes the connection at the next message
        // after one that the access list has denied. The device sends it again.
        REQUIRE(device.connect());
        reason = device.publish(topic, heartbeat(newest_));
      }
      REQUIRE(reason.has_value());
      if (all == -1) all = *reason;
      CHECK(*reason == all);
      if (is_success(*reason)) acks_.note(newest_);
    }
    return all;
  }

  // What came behind all of them on the bridge's session says that none is still on its way.
  Tally compare_all() {
    MqttConnection device({mosquitto_.server(), MqttLevel::V5, "last", "", ""});
    REQUIRE(device.connect());
    constexpr std::uint64_t kLast = 1'000'000;
    REQUIRE(device.publish(kTopic, heartbeat(kLast)) == 0);
    REQUIRE(eventually([&] { return stored().times(kLast) == 1; }));
    acks_.settle();
    return compare(read_acks(acks_file()), stored());
  }

 private:
  [[nodiscard]] std::filesystem::path acks_file() const { return folder_.path() / "acks"; }
  [[nodiscard]] StoredIds stored() {
    StoredIds ids;
    ids.add_all(broker_.log());
    return ids;
  }

  const MqttLevel level_;
  const TempDir folder_;
  AckFile acks_;
  Mosquitto mosquitto_;
  Broker broker_;
  std::uint64_t newest_ = 0;
};

// Each lie, told in both versions; what the device saw, and what became of it.
struct Told {
  int reason = -1;
  Tally tally;
};

Told denied_by_the_access_list(MqttLevel level) {
  const TempDir folder;
  std::ofstream(folder.path() / "acl") << "topic readwrite varde/v1/nordlia/#\n"
                                          "topic read varde/v1/+/+/signal/#\n";
  MosquittoOptions options;
  options.more = "acl_file " + (folder.path() / "acl").string() + "\n";
  Site site(level, options);
  site.connect_bridge();
  const int reason = site.publish("varde/v1/sorvik/button-1/signal");
  return {reason, site.compare_all()};
}

Told nobody_has_subscribed(MqttLevel level) {
  Site site(level);
  const int reason = site.publish(kTopic);
  site.connect_bridge();
  return {reason, site.compare_all()};
}

// The bridge is away, and its session keeps what comes; how much is Mosquitto's to say.
Told queue_is_full(MqttLevel level, const std::string& limit) {
  MosquittoOptions options;
  options.more = limit;
  Site site(level, options);
  site.connect_bridge();
  site.stop_bridge();
  const int reason = site.publish(kTopic);
  site.connect_bridge();
  return {reason, site.compare_all()};
}

}  // namespace

TEST_CASE("a device that goes by MQTT 5's reasons counts nothing that is not in the log",
          "[faults]") {
  Tally all;

  const Told denied = denied_by_the_access_list(MqttLevel::V5);
  CHECK(denied.reason == kNotAuthorized);
  all += denied.tally;
  const Told unheard = nobody_has_subscribed(MqttLevel::V5);
  CHECK(unheard.reason == kNobodySubscribes);
  all += unheard.tally;
  // max_queued_messages 0, as docs/reference/links.md says, and as the test's Mosquitto has it.
  const Told queued = queue_is_full(MqttLevel::V5, "");
  CHECK(queued.reason == 0);
  CHECK(queued.tally.acknowledged == kMessages);
  all += queued.tally;

  WARN("MQTT 5: " << all);
  report({"F9", "acks that lie, MQTT 5", 3, all});
  CHECK(all.lost == 0);
  CHECK(all.twice == 0);
}

TEST_CASE("control: in MQTT 3.1.1 Mosquitto says success for what it throws away", "[faults]") {
  const Told denied = denied_by_the_access_list(MqttLevel::V311);
  const Told unheard = nobody_has_subscribed(MqttLevel::V311);

  Tally all = denied.tally;
  all += unheard.tally;
  WARN("MQTT 3.1.1: " << all);
  report({"F9", "MQTT 3.1.1 behind Mosquitto", 2, all, true});
  CHECK(denied.reason == 0);
  CHECK(denied.tally.lost == kMessages);
  CHECK(unheard.reason == 0);
  CHECK(unheard.tally.lost == kMessages);
}

TEST_CASE("control: a full queue at Mosquitto is a success in either version", "[faults]") {
  const auto level = GENERATE(MqttLevel::V311, MqttLevel::V5);

  const Told told = queue_is_full(level, "max_queued_messages 10\n");

  WARN("a queue of 10: " << told.tally);
  report({"F9", "Mosquitto's queue is full", 1, told.tally, true});
  CHECK(told.reason == 0);
  CHECK(told.tally.lost > 0);
}

}  // namespace varde::test
