// What the bridge does when the external broker, the network or its own processes fail.
#include <catch2/catch.hpp>
#include <chrono>
#include <csignal>
#include <fstream>
#include <set>
#include <thread>

#include "tests/support/eventually.h"
#include "tests/support/mqtt_client.h"
#include "tests/system/bridge_bench.h"

namespace varde::test {
namespace {

using namespace std::chrono_literals;
using links::MqttVersion;

bool says(Broker& broker, const std::string& words) {
  return broker.bridge().status().detail.find(words) != std::string::npos;
}

}  // namespace

TEST_CASE("bridge processes killed at any moment lose nothing and store nothing twice",
          "[bridge][faults]") {
  const auto version = GENERATE(MqttVersion::V5, MqttVersion::V311);
  constexpr std::size_t kMessages = 3'000;
  Mosquitto mosquitto;
  Broker broker;
  auto options = options_for(mosquitto);
  options.version = version;
  broker.connect(options);
  MqttClient device(mosquitto.server());
  std::thread publisher([&] {
    device.publish_many(kTopic, kMessages, [](std::size_t i) { return heartbeat(i + 1); });
  });

  for (std::size_t kill = 1; kill <= 10; ++kill) {
    const auto progress = std::min(kMessages, kill * kMessages / 12);
    CHECK(eventually([&] { return broker.received() >= progress; }, 30s));
    for (const int pid : bridge_processes()) ::kill(pid, SIGKILL);
  }

  publisher.join();
  REQUIRE(eventually([&] { return broker.received() == kMessages; }, 30s));
  std::set<std::uint64_t> sequences;
  for (const auto& message : broker.logged<core::MessageReceived>()) {
    sequences.insert(message.signals.at(0).key->sequence);
  }
  CHECK(sequences.size() == kMessages);
  CHECK(broker.logged<core::MessageReceived>().size() == kMessages);
}

TEST_CASE("an external broker that comes back empty is noticed and subscribed to again",
          "[bridge][faults]") {
  Mosquitto mosquitto;
  Broker broker;
  broker.connect(options_for(mosquitto));
  mosquitto.forget();

  REQUIRE(eventually([&] { return says(broker, "forgotten"); }, 5s));
  REQUIRE(eventually([&] { return broker.bridge().status().up; }, 5s));
  MqttClient(mosquitto.server()).publish(kTopic, heartbeat(1));
  CHECK(eventually([&] { return broker.received() == 1; }));
  const auto changes = broker.logged<core::LinkChanged>();
  REQUIRE(changes.size() >= 3);  // Up, down, and up again with the reason.
  CHECK_FALSE(changes[changes.size() - 2].up);
  CHECK(changes.back().up);
  CHECK(changes.back().detail.find("forgotten") != std::string::npos);
  REQUIRE(broker.logged<core::AlarmRaised>().size() == 1);
  CHECK(broker.logged<core::AlarmRaised>().front().type == core::AlarmType::SessionForgotten);
}

TEST_CASE("a session that was lost while Varde was down is noticed when it starts",
          "[bridge][faults]") {
  Mosquitto mosquitto;
  Broker broker;
  auto options = options_for(mosquitto);
  SECTION("it was up before") {
    options.had_session = true;
    broker.connect(options);
    CHECK(eventually([&] { return broker.logged<core::AlarmRaised>().size() == 1; }));
  }
  SECTION("it is new") {
    broker.connect(options);
    REQUIRE(eventually([&] { return !broker.logged<core::LinkChanged>().empty(); }));
    CHECK(broker.logged<core::AlarmRaised>().empty());
  }
}

TEST_CASE("an external broker that keeps its database keeps what came meanwhile",
          "[bridge][faults]") {
  MosquittoOptions keeping;
  keeping.persistent = true;
  Mosquitto mosquitto(keeping);
  Broker broker;
  broker.connect(options_for(mosquitto));
  broker.stop_bridge();
  MqttClient(mosquitto.server()).publish(kTopic, heartbeat(1));
  mosquitto.stop();
  mosquitto.start();

  broker.connect(options_for(mosquitto));

  CHECK(eventually([&] { return broker.received() == 1; }));
}

TEST_CASE("a link that goes is down at once, and comes back by itself", "[bridge][faults]") {
  Mosquitto mosquitto;
  Broker broker;
  broker.connect(options_for(mosquitto));

  mosquitto.kill();

  REQUIRE(eventually([&] { return !broker.bridge().status().up; }, 5s));
  CHECK(says(broker, "connection lost"));
  mosquitto.start();
  CHECK(eventually([&] { return broker.bridge().status().up; }, 20s));
}

TEST_CASE("an external broker that falls silent is noticed by the keep-alive", "[bridge][faults]") {
  Mosquitto mosquitto;
  Broker broker;
  auto options = options_for(mosquitto);
  options.keep_alive = 1s;
  broker.connect(options);

  mosquitto.freeze();

  CHECK(eventually([&] { return !broker.bridge().status().up; }, 15s));
  mosquitto.thaw();
  CHECK(eventually([&] { return broker.bridge().status().up; }, 30s));
}

TEST_CASE("a wrong password leaves the link down, with the reason", "[bridge][faults]") {
  const auto version = GENERATE(MqttVersion::V5, MqttVersion::V311);
  MosquittoOptions guarded;
  guarded.user = "varde";
  guarded.password = "right";
  Mosquitto mosquitto(guarded);
  TempDir dir;
  std::ofstream(dir.path() / "password") << "wrong\n";
  auto options = options_for(mosquitto);
  options.version = version;
  options.user = "varde";
  options.password_file = dir.path() / "password";
  Broker broker;

  broker.start_bridge(options);

  const bool said = eventually([&] { return says(broker, "uthorized"); });
  CAPTURE(broker.bridge().status().detail);
  REQUIRE(said);
  CHECK_FALSE(broker.bridge().status().up);
  // The file is read at each attempt: putting it right is enough.
  std::ofstream(dir.path() / "password") << "right\n";
  CHECK(eventually([&] { return broker.bridge().status().up; }, 30s));
}

TEST_CASE("a subscription that is refused leaves the link down, with the reason",
          "[bridge][faults]") {
  const auto version = GENERATE(MqttVersion::V5, MqttVersion::V311);
  // Its acl_file never refuses a subscription; its dynamic security does.
  TempDir dir;
  const auto file = dir.path() / "security.json";
  std::ofstream(file) << R"({"defaultACLAccess": {"publishClientSend": true,
      "publishClientReceive": true, "subscribe": false, "unsubscribe": true},
      "anonymousGroup": "all", "groups": [{"groupname": "all"}], "clients": [], "roles": []})";
  MosquittoOptions closed;
  closed.more =
      "plugin mosquitto_dynamic_security.so\nplugin_opt_config_file " + file.string() + "\n";
  Mosquitto mosquitto(closed);
  auto options = options_for(mosquitto);
  options.version = version;
  Broker broker;

  broker.start_bridge(options);

  const bool said = eventually([&] { return says(broker, "subscription to varde/v1/+/+/signal"); });
  CAPTURE(broker.bridge().status().detail);
  CHECK(said);
  CHECK_FALSE(broker.bridge().status().up);
}

TEST_CASE("what can never work is said at start, in one line", "[bridge][faults]") {
  Mosquitto mosquitto;
  Broker broker;
  auto options = options_for(mosquitto);
  std::string words;
  SECTION("the bridge program is not there") {
    options.program = "/nonexistent/varde-bridge";
    words = "cannot be started";
  }
  SECTION("the program is another") {
    options.program = "/bin/true";
    words = "the bridge process ended (exit 0)";
  }
  CHECK_THROWS_WITH(broker.start_bridge(options), Catch::Contains(words));
}

}  // namespace varde::test
