// From publish to the end, beside a raw relay of the same messages in the same run:
//   relay: publisher -> Mosquitto -> subscriber
//   Varde: publisher -> Mosquitto -> bridge -> decided -> on disk -> handed to the consoles
// Mosquitto is the same process for both; rounds alternate, so that a machine that drifts drifts
// for both. Prints rates, percentiles in milliseconds and the ratios.
#include <mqtt/async_client.h>
#include <spdlog/spdlog.h>

#include <cstdio>
#include <cstdlib>
#include <deque>
#include <string>
#include <thread>

#include "adapters/host/canonical_encode.h"
#include "bench/latency.h"
#include "broker/engine/engine.h"
#include "broker/eventlog/rocksdb_event_log.h"
#include "broker/links/paho_bridge.h"
#include "tests/support/eventually.h"
#include "tests/support/mosquitto.h"
#include "tests/support/temp_dir.h"
#include "tests/support/wall_clock.h"
#include "varde/v1/signal.pb.h"

namespace varde::bench {
namespace {

using namespace std::chrono_literals;

constexpr int kQos = 1;
// Unacknowledged at the publisher when saturating: what Mosquitto takes at a time (its receive
// maximum). A publisher that sends more stalls for seconds.
constexpr std::size_t kWindow = 20;

std::string payload(std::size_t sequence, const std::string& boot) {
  core::Signal signal;
  signal.kind = core::SignalKind::Heartbeat;
  signal.state = core::SignalState::Active;
  signal.key = core::SignalKey{boot, sequence};
  return adapters::encode_canonical(signal, adapters::Form::Protobuf);
}

class Publisher {
 public:
  explicit Publisher(const std::string& port)
      : client_("tcp://127.0.0.1:" + port, "bench-publisher",
                mqtt::create_options(MQTTVERSION_5, 2 * kWindow)) {
    mqtt::connect_options options;
    options.set_mqtt_version(MQTTVERSION_5);
    options.set_clean_start(true);
    client_.connect(options)->wait();
  }

  // Sends all messages of `latency`: `per_second`, or as fast as acknowledgements come (0).
  void send(Latency& latency, const std::string& boot, unsigned per_second) {
    const auto start = std::chrono::steady_clock::now();
    std::deque<mqtt::token_ptr> under_way;
    for (std::size_t i = 0; i < latency.messages(); ++i) {
      if (per_second > 0) std::this_thread::sleep_until(start + i * (1'000'000us / per_second));
      const std::string bytes = payload(i, boot);
      latency.sent(i);
      under_way.push_back(client_.publish(
          mqtt::make_message("varde/v1/nordlia/button-0001/signal", bytes, kQos, false)));
      if (under_way.size() < kWindow) continue;
      under_way.front()->wait();
      under_way.pop_front();
    }
    for (const auto& token : under_way) token->wait();
  }

 private:
  mqtt::async_client client_;
};

Summary measure(Publisher& publisher, std::size_t messages, unsigned per_second,
                const std::string& boot, std::atomic<Latency*>& where) {
  Latency latency(messages);
  where = &latency;
  publisher.send(latency, boot, per_second);
  if (!test::eventually([&] { return latency.count() == messages; }, 120s)) {
    std::fprintf(stderr, "%zu of %zu messages did not arrive\n", messages - latency.count(),
                 messages);
    std::exit(1);
  }
  where = nullptr;
  return latency.summary();
}

// The subscriber of the raw relay: takes the sequence number out, and that is all.
class Relay {
 public:
  explicit Relay(const std::string& port)
      : client_("tcp://127.0.0.1:" + port, "bench-relay", mqtt::create_options(MQTTVERSION_5)) {
    client_.set_message_callback([this](const mqtt::const_message_ptr& message) {
      v1::Signal signal;
      Latency* latency = where_;
      if (latency != nullptr && signal.ParseFromString(message->to_string())) {
        latency->arrived(signal.sequence());
      }
    });
    mqtt::connect_options options;
    options.set_mqtt_version(MQTTVERSION_5);
    options.set_clean_start(true);
    client_.connect(options)->wait();
    client_.subscribe("varde/v1/+/+/signal", kQos)->wait();
  }
  ~Relay() { client_.disconnect()->wait(); }
  std::atomic<Latency*>& where() { return where_; }

 private:
  std::atomic<Latency*> where_{nullptr};
  mqtt::async_client client_;
};

// Varde from the bridge to where the consoles are handed the events.
class Broker {
 public:
  Broker(const std::string& server, unsigned sessions)
      : log_(open()),
        engine_(*log_, *log_->recover(), clock_, hooks()),
        bridge_(engine_, clock_, options(server, sessions)) {
    engine_.start();
    bridge_.start();
    if (!test::eventually([&] { return bridge_.status().up; })) {
      std::fprintf(stderr, "the bridge does not come up: %s\n", bridge_.status().detail.c_str());
      std::exit(1);
    }
  }
  ~Broker() {
    bridge_.stop();
    engine_.stop();
  }
  std::atomic<Latency*>& where() { return where_; }
  [[nodiscard]] engine::Counters counters() const { return engine_.counters(); }

 private:
  std::unique_ptr<eventlog::EventLog> open() {
    eventlog::OpenOptions options;
    options.folder = folder_.path() / "log";
    options.create = true;
    return *eventlog::open_event_log(options);
  }
  static links::BridgeOptions options(const std::string& server, unsigned sessions) {
    links::BridgeOptions options;
    options.name = LinkId("bench");
    options.server = server;
    options.sessions = sessions;
    return options;
  }
  engine::Engine::Hooks hooks() {
    engine::Engine::Hooks hooks;
    hooks.committed = [this](const std::shared_ptr<const engine::CommittedBatch>& batch) {
      Latency* latency = where_;
      if (latency == nullptr) return;
      for (const core::Event& event : batch->events) {
        const auto* received = std::get_if<core::MessageReceived>(&event.body);
        if (received != nullptr && !received->signals.empty()) {
          latency->arrived(received->signals.front().key->sequence);
        }
      }
    };
    return hooks;
  }

  test::TempDir folder_;
  test::WallClock clock_;
  std::atomic<Latency*> where_{nullptr};
  std::unique_ptr<eventlog::EventLog> log_;
  engine::Engine engine_;
  links::PahoBridge bridge_;
};

void run(std::size_t messages, unsigned per_second, unsigned sessions, int rounds) {
  std::printf("\n%zu messages a round, %s, %u bulk session%s%50s\n", messages,
              per_second > 0 ? (std::to_string(per_second) + "/s").c_str() : "as fast as they go",
              sessions, sessions == 1 ? "" : "s", "rate     p50 ms    p99 ms  p99.9 ms");
  double rate = 0;
  double p99 = 0;
  for (int round = 1; round <= rounds; ++round) {
    test::Mosquitto mosquitto;
    const std::string port = std::to_string(mosquitto.port());
    Publisher publisher(port);
    Summary relayed;
    {
      Relay relay(port);
      relayed = measure(publisher, messages, per_second, "relay", relay.where());
    }
    Summary stored;
    std::uint64_t commits = 0;
    {
      Broker broker(mosquitto.server(), sessions);
      stored = measure(publisher, messages, per_second, "varde", broker.where());
      commits = broker.counters().commits;
    }
    std::printf(
        "%s\n",
        row("  " + std::to_string(round) + " raw relay through Mosquitto", relayed).c_str());
    std::printf(
        "%s   %llu commits\n",
        row("  " + std::to_string(round) + " Varde, on disk and handed over", stored).c_str(),
        static_cast<unsigned long long>(commits));
    rate += stored.per_second / relayed.per_second / rounds;
    p99 += stored.p99_ms / relayed.p99_ms / rounds;
  }
  std::printf("  Varde/relay, mean of the rounds: rate %.2f, p99 %.2f\n", rate, p99);
}

}  // namespace
}  // namespace varde::bench

int main() {
  spdlog::set_level(
      spdlog::level::err);  // The links tell that they are connecting; that is known here.
  std::printf("Publish to end, QoS 1, one publisher, one Mosquitto for both ways.\n");
  varde::bench::run(5'000, 500, 1, 3);
  varde::bench::run(20'000, 0, 1, 3);
  varde::bench::run(20'000, 0, 4, 3);
}
