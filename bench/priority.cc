// Promise: the most urgent alarm is never behind anything. Presses a button at a steady pace, first
// at an idle broker, then while 20,000 bulk messages wait in Mosquitto for the same broker, and
// prints how long each press took to an operator's console, in milliseconds, with the ratio.

#include <atomic>
#include <cstdio>
#include <stdexcept>
#include <string>
#include <thread>

#include "adapters/host/canonical_encode.h"
#include "bench/latency.h"
#include "broker/api/user_store.h"
#include "tests/support/eventually.h"
#include "tests/support/mosquitto.h"
#include "tests/support/mqtt_client.h"
#include "tests/support/varded.h"
#include "tools/varde/console_client.h"

namespace varde::bench {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t kBulk = 20'000;
constexpr std::size_t kPresses = 100;

// Longer than the time by which a console folds changes together (50 ms), so that each press stands
// for itself.
constexpr auto kPace = 100ms;
constexpr const char* kPassword = "a-password-for-the-bench";

std::string payload(core::SignalKind kind, const std::string& boot, std::size_t sequence) {
  core::Signal signal;
  signal.kind = kind;
  signal.state = core::SignalState::Active;
  signal.key = core::SignalKey{boot, sequence};
  return adapters::encode_canonical(signal, adapters::Form::Protobuf);
}

// One operator's console, and when each press of the present round appeared on it.
class Console {
 public:
  explicit Console(const test::Varded& varded)
      : client_({"127.0.0.1", varded.api_port(), "kari", kPassword},
                [this](const v1::AlarmView& alarm) { seen(alarm); }) {
    client_.start();
  }

  // A press that comes while one is being shown is folded into the next delta: what the console
  // shows then covers all presses up to it.
  void follow(Latency& latency, const std::string& boot) {
    boot_ = boot;
    next_ = 0;
    latency_ = &latency;
  }
  void forget() { latency_ = nullptr; }

 private:
  void seen(const v1::AlarmView& alarm) {
    Latency* latency = latency_;
    if (latency == nullptr || alarm.last_key().boot() != boot_) return;
    while (next_ <= alarm.last_key().sequence()) latency->arrived(next_++);
  }

  std::string boot_;
  std::size_t next_ = 0;
  std::atomic<Latency*> latency_{nullptr};
  cli::ConsoleClient client_;
};

Summary press(test::MqttClient& button, Console& console, const std::string& boot) {
  Latency latency(kPresses);
  console.follow(latency, boot);
  const auto start = std::chrono::steady_clock::now();
  for (std::size_t i = 0; i < kPresses; ++i) {
    std::this_thread::sleep_until(start + i * kPace);
    latency.sent(i);
    button.publish("varde/v1/nordlia/button-1/signal/urgent",
                   payload(core::SignalKind::HelpCall, boot, i));
  }
  if (!test::eventually([&] { return latency.count() == kPresses; })) {
    throw std::runtime_error("a press did not reach the console");
  }
  console.forget();
  return latency.summary();
}

void queue_bulk(test::MqttClient& sensor, const std::string& boot) {
  sensor.publish_many("varde/v1/nordlia/button-2/signal", kBulk,
                      [&](std::size_t i) { return payload(core::SignalKind::Heartbeat, boot, i); });
}

void run(int rounds) {
  test::Mosquitto mosquitto;
  test::Varded varded("varded", mosquitto.server());
  std::filesystem::create_directories(varded.folder() / "data");
  api::UserStore users(varded.folder() / "data/users.json");
  api::User kari;
  kari.id = UserId("kari");
  kari.name = "Kari";
  kari.role = core::Role::Operator;
  if (!users.add(kari, kPassword)) throw std::runtime_error("no account can be made");
  varded.start();
  test::MqttClient button(mosquitto.server());
  test::MqttClient sensor(mosquitto.server());

  std::printf("%-44s %11s %9s %9s %9s\n", "press to console", "presses", "p50 ms", "p99 ms",
              "p99.9 ms");
  double ratio = 0;
  for (int round = 1; round <= rounds; ++round) {
    const std::string number = std::to_string(round);
    Summary idle;
    {
      Console console(varded);
      idle = press(button, console, "idle" + number);
    }
    varded.kill();
    queue_bulk(sensor, "bulk" + number);  // Waits in Mosquitto: the broker's session is kept.
    varded.start();
    Console console(varded);
    const double before = varded.metric("varde_messages_total").value_or(0);
    const Summary loaded = press(button, console, "load" + number);
    const double after = varded.metric("varde_messages_total").value_or(0);
    std::printf("%s\n%s\n", row("  " + number + " idle", idle).c_str(),
                row("  " + number + " behind 20,000 bulk messages", loaded).c_str());
    std::printf("    messages decided meanwhile: from %.0f to %.0f of %zu\n", before, after,
                kBulk + kPresses);
    ratio += loaded.p99_ms / idle.p99_ms / rounds;
    if (!test::eventually(
            [&] { return varded.metric("varde_messages_total").value_or(0) >= kBulk + kPresses; },
            120s)) {
      throw std::runtime_error("the bulk did not drain");
    }
  }
  std::printf("  p99 behind bulk / p99 idle, mean of the rounds: %.2f\n", ratio);
}

}  // namespace
}  // namespace varde::bench

int main() {
  try {
    varde::bench::run(3);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "varde_bench_priority: %s\n", error.what());
    return 1;
  }
}
