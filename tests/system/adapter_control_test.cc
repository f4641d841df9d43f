// An adapter that is mended while varded runs: loaded anew, and what it could not decode replayed.
#include <catch2/catch.hpp>
#include <fstream>
#include <iterator>
#include <map>
#include <string>
#include <thread>
#include <vector>

#include "tests/support/eventually.h"
#include "tests/support/leak_adapter.h"
#include "tests/support/mqtt_client.h"
#include "tests/support/varded.h"

namespace varde::test {
namespace {

using namespace std::chrono_literals;

const std::string kSoaked = R"({"floor": "soaked"})";
const std::string kWet = R"({"floor": "wet"})";

VardedOptions with_adapter() {
  VardedOptions options;
  options.listener = true;
  options.lab = true;
  options.leak_adapter = true;
  return options;
}

class Site {
 public:
  Site() : varded("varded", with_adapter()) {}

  [[nodiscard]] std::filesystem::path adapters() const { return varded.folder() / "adapters"; }

  // What stands in the log by now.
  void look() {
    log_.follow([this](const eventlog::StoredEvent& stored) {
      if (std::holds_alternative<core::MessageUndecodable>(stored.event.body)) undecodable += 1;
      if (const auto* raised = std::get_if<core::AlarmRaised>(&stored.event.body)) {
        leaks += raised->type == core::AlarmType::WaterLeak ? 1 : 0;
      }
      const auto* received = std::get_if<core::MessageReceived>(&stored.event.body);
      if (received != nullptr && !received->replay_of.none()) {
        replays[received->replay_of] += 1;
        history += received->signals.empty() || received->signals.front().history ? 1 : 0;
      }
    });
  }
  [[nodiscard]] std::string undecoded() const {
    const auto said = varded.ask_varde({"undecoded", "--json"});
    CHECK(said.code == 0);
    return said.text;
  }

  Varded varded;
  std::size_t undecodable = 0;
  std::size_t leaks = 0;
  std::size_t history = 0;
  std::map<LogPosition, int> replays;  // How often each was replayed.

 private:
  LogFollower log_{varded.folder() / "data/log"};
};

}  // namespace

TEST_CASE("a mended adapter is loaded without a restart, and its messages are replayed",
          "[system]") {
  Site site;
  write_leak_map(site.adapters(), "1.0.0");
  site.varded.start();
  MqttClient sensor(site.varded.url("mqtt"));
  sensor.publish("leaky/kitchen", kSoaked);
  REQUIRE_FALSE(site.undecoded().empty());

  write_leak_map(site.adapters(), "1.0.1", "soaked: active");
  const auto reloaded = site.varded.ask_varde({"adapter", "reload"});
  const auto replayed = site.varded.ask_varde({"adapter", "replay"});

  CAPTURE(reloaded.text, replayed.text);
  CHECK(reloaded.code == 0);
  CHECK(replayed.code == 0);
  site.look();
  CHECK(site.leaks == 1);
  CHECK(site.history == 0);
  CHECK(site.undecoded().empty());
  sensor.publish("leaky/bath", kSoaked);
  site.look();
  CHECK(site.leaks == 2);
}

TEST_CASE("what came too long ago is replayed as history", "[system]") {
  Site site;
  write_leak_map(site.adapters(), "1.0.0");
  site.varded.start();
  MqttClient(site.varded.url("mqtt")).publish("leaky/kitchen", kSoaked);
  write_leak_map(site.adapters(), "1.0.1", "soaked: active");
  CHECK(site.varded.ask_varde({"adapter", "reload"}).code == 0);

  const auto said = site.varded.ask_varde({"adapter", "replay", "--history-after", "0s"});

  CAPTURE(said.text);
  CHECK(said.code == 0);
  site.look();
  CHECK(site.leaks == 0);
  CHECK(site.history == 1);
  CHECK(site.undecoded().empty());
}

TEST_CASE("a version that does not do what it claims is refused, and the old one stays",
          "[system]") {
  Site site;
  write_leak_map(site.adapters(), "1.0.0");
  site.varded.start();
  write_leak_map(site.adapters(), "2.0.0", "soaked: active");
  std::filesystem::remove(site.adapters() / "leaky/fixtures/wet.json");
  std::filesystem::remove(site.adapters() / "leaky/fixtures/again.json");

  const auto said = site.varded.ask_varde({"adapter", "reload"});

  CAPTURE(said.text);
  CHECK(said.code == 1);
  CHECK(said.text.find("refused") != std::string::npos);
  MqttClient sensor(site.varded.url("mqtt"));
  sensor.publish("leaky/kitchen", kWet);
  sensor.publish("leaky/bath", kSoaked);
  site.look();
  CHECK(site.leaks == 1);
  CHECK(site.undecodable == 1);
}

TEST_CASE("what came while an adapter was out of use is replayed as it is loaded anew",
          "[system]") {
  Site site;
  write_leak_codec(site.adapters(), "1.0.0", "if (floor === 'stuck') for (;;) {}");
  site.varded.start();
  MqttClient sensor(site.varded.url("mqtt"));
  for (int i = 0; i < 3; ++i) sensor.publish("leaky/attic", R"({"floor": "stuck"})");
  sensor.publish("leaky/kitchen", kWet);
  site.look();
  REQUIRE(site.undecodable == 4);
  REQUIRE(site.leaks == 0);

  write_leak_codec(site.adapters(), "1.0.1");
  const auto said = site.varded.ask_varde({"adapter", "reload"});

  CAPTURE(said.text);
  CHECK(said.code == 0);
  site.look();
  CHECK(site.leaks == 1);
}

TEST_CASE("an adapter that does not do what it claims keeps varded from starting", "[system]") {
  Site site;
  write_leak_codec(site.adapters(), "1.0.0", "", "fault");

  CHECK_THROWS(site.varded.start());

  CHECK(site.varded.output().find("varde adapter test") != std::string::npos);
}

TEST_CASE("live messages become fixtures that name nobody", "[system]") {
  Site site;
  write_leak_map(site.adapters(), "1.0.0");
  site.varded.start();
  MqttClient sensor(site.varded.url("mqtt"));
  Varded::Said said;
  std::thread recording([&] {
    said = site.varded.ask_varde({"adapter", "record", "leaky/#", "--adapter",
                                  (site.adapters() / "leaky").string(), "-n", "2"});
  });
  const auto file = [&](int number) {
    return site.adapters() / "leaky/fixtures" / ("recorded-" + std::to_string(number) + ".json");
  };
  // Until it looks, nothing is recorded; then each goes on once.
  const bool recorded = eventually([&] {
    sensor.publish("leaky/Kari", R"({"floor": "wet", "owner": "Kari"})");
    sensor.publish("leaky/Kari", R"({"floor": "Kari was here"})");
    return std::filesystem::exists(file(2));
  });
  recording.join();

  CAPTURE(said.text);
  CHECK(recorded);
  CHECK(said.code == 0);
  CHECK(said.text.find("Kari") == std::string::npos);
  for (const int number : {1, 2}) {
    std::ifstream in(file(number));
    const std::string text{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
    CHECK(text.find("Kari") == std::string::npos);
    CHECK(text.find("leaky/device-1") != std::string::npos);
  }
  CHECK(site.varded.ask_varde({"undecoded"}).code == 0);
}

TEST_CASE("kill -9 in the middle of a replay loses nothing and doubles nothing", "[system]") {
  constexpr std::size_t kMessages = 1'000;
  Site site;
  write_leak_map(site.adapters(), "1.0.0");
  site.varded.start();
  MqttClient(site.varded.url("mqtt")).publish_many("leaky/kitchen", kMessages, [](std::size_t) {
    return kSoaked;
  });
  site.look();
  REQUIRE(site.undecodable == kMessages);
  write_leak_map(site.adapters(), "1.0.1", "soaked: active");
  REQUIRE(site.varded.ask_varde({"adapter", "reload"}).code == 0);

  Varded::Said cut_off;
  std::thread replaying([&] { cut_off = site.varded.ask_varde({"adapter", "replay"}); });
  const bool began = eventually([&] {
    site.look();
    return !site.replays.empty();
  });
  site.varded.kill();
  replaying.join();
  REQUIRE(began);
  site.varded.start();
  site.look();
  const std::size_t before = site.replays.size();
  const auto again = site.varded.ask_varde({"adapter", "replay"});

  WARN("killed after " << before << " of " << kMessages << ", exit code " << cut_off.code);
  CAPTURE(again.text);
  CHECK(again.code == 0);
  site.look();
  CHECK(site.replays.size() == kMessages);
  std::size_t twice = 0;
  for (const auto& [position, times] : site.replays) twice += times > 1 ? 1 : 0;
  CHECK(twice == 0);
  CHECK(site.leaks == 1);
  CHECK(site.undecoded().empty());
}

}  // namespace varde::test
