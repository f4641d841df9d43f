// kill -9 at random moments, and the oracle: what a device was told is stored is stored.
//
// The publisher notes each key when Mosquitto, which lives through all of it, has acknowledged.
// After the last round each noted key must stand in the log exactly once, and what the log recovers
// to must be what a full replay gives.
#include <catch2/catch.hpp>
#include <random>
#include <string>
#include <thread>

#include "adapters/host/canonical_encode.h"
#include "tests/support/ack_oracle.h"
#include "tests/support/eventually.h"
#include "tests/support/mosquitto.h"
#include "tests/support/mqtt_client.h"
#include "tests/support/varded.h"

namespace varde::test {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t kCallsPerRound = 500;
constexpr auto kLongestLife = 400ms;  // A round's calls take about half of it to publish.

std::string help_call(std::uint64_t sequence) {
  core::Signal signal;
  signal.kind = core::SignalKind::HelpCall;
  signal.state = core::SignalState::Active;
  signal.key = core::SignalKey{"kill-test", sequence};
  return adapters::encode_canonical(signal, adapters::Form::Protobuf);
}

std::string leak() {
  core::Signal signal;
  signal.kind = core::SignalKind::WaterLeak;
  signal.state = core::SignalState::Active;
  return adapters::encode_canonical(signal, adapters::Form::Protobuf);
}

// `rounds` lives of `program`, each cut short while kCallsPerRound calls are on their way.
Tally run_rounds(const std::string& program, int rounds, unsigned seed) {
  std::mt19937 random(seed);
  std::uniform_int_distribution<int> life_ms(0, static_cast<int>(kLongestLife.count()));
  Mosquitto mosquitto;
  MqttClient button(mosquitto.server());
  Varded varded(program, mosquitto.server());
  const auto acks_file = varded.folder() / "acks";
  AckFile acks(acks_file);
  std::uint64_t newest = 0;

  varded.start();
  for (int round = 0; round < rounds; ++round) {
    const std::chrono::milliseconds life(life_ms(random));
    std::thread press([&] {
      const std::uint64_t first = newest + 1;
      button.publish_many(
          "varde/v1/nordlia/button-1/signal", kCallsPerRound,
          [&](std::size_t) { return help_call(++newest); },
          [&](std::size_t i) { acks.note(first + i); });
    });
    std::this_thread::sleep_for(life);  // The random moment, not a wait for something.
    varded.kill();
    press.join();
    varded.start();
  }
  // What comes behind all of them on the same session says that none is still on its way.
  button.publish("varde/v1/nordlia/button-2/signal", leak());
  REQUIRE(eventually([&] { return varded.metric("varde_open_alarms{priority=\"medium\"}") == 1; }));
  varded.stop();
  acks.settle();

  const auto reader = eventlog::LogReader::open(varded.folder() / "data/log");
  REQUIRE(reader.has_value());
  const StateHashes hashes = state_hashes(reader->log());
  CHECK(hashes.recovered == hashes.replayed);
  StoredIds stored;
  stored.add_all(reader->log());
  return compare(read_acks(acks_file), stored);
}

TEST_CASE("kill -9 loses nothing that was acknowledged and stores nothing twice", "[system]") {
  const unsigned seed = std::random_device()();
  CAPTURE(seed);

  const Tally tally = run_rounds("varded", 20, seed);

  WARN("20 rounds: " << tally);
  CHECK(tally.acknowledged == 20 * kCallsPerRound);
  CHECK(tally.lost == 0);
  CHECK(tally.twice == 0);
}

TEST_CASE("the kill test sees the loss of a broker that acknowledges too early", "[system]") {
  const unsigned seed = std::random_device()();
  CAPTURE(seed);

  const Tally tally = run_rounds("varded_acks_too_early", 5, seed);

  WARN("5 rounds: " << tally);
  CHECK(tally.lost > 0);
}

}  // namespace
}  // namespace varde::test
