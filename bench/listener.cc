// Varde's own MQTT listener, whose acknowledgement means "on disk", beside Mosquitto, whose
// acknowledgement means "in memory": the same clients, the same messages, one after the other in
// rounds, so that a machine that drifts drifts for both.
//
//   Varde      publish -> stored (one sync a commit) -> decided -> consoles are handed it -> PUBACK
//   Mosquitto  publish -> PUBACK, and -> subscriber
//
// Then 10,000 devices connect at once, say nothing, and the latency of help calls beside them is
// measured. Prints rates, percentiles in milliseconds, and the ratios.
//   varde_bench_listener [--quick]
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "bench/latency.h"
#include "bench/mqtt_load.h"
#include "broker/app/file_limit.h"
#include "broker/links/mqtt/clients/client_file.h"
#include "tests/support/child_process.h"
#include "tests/support/eventually.h"
#include "tests/support/mosquitto.h"
#include "tests/support/mqtt_crowd.h"
#include "tests/support/temp_dir.h"

namespace varde::bench {
namespace {

using namespace std::chrono_literals;
namespace mqtt = links::mqtt;

struct Scale {
  std::size_t paced_messages = 50'000;
  std::size_t messages = 200'000;
  std::size_t idle = 10'000;
  int rounds = 3;
};
constexpr Scale kQuick{10'000, 20'000, 1'000, 1};

constexpr unsigned kPace = 5'000;  // Messages a second.

std::string new_boot() {
  static int count = 0;
  return "bench-" + std::to_string(::getpid()) + "-" + std::to_string(++count);
}

std::filesystem::path beside_this(const char* program) {
  return std::filesystem::read_symlink("/proc/self/exe").parent_path() / program;
}

// varded with its listener and nothing else, and clients that may connect to it.
class Broker {
 public:
  explicit Broker(std::size_t devices) : port_(test::free_port()) {
    std::filesystem::create_directories(folder_.path() / "data");
    add_clients(devices);
    std::ofstream(folder_.path() / "varde.yaml")
        << "data: data\napi: {listen: 127.0.0.1:" << test::free_port()
        << "}\nstorage: {reserve_mib: 16}\nmqtt: {listen: 127.0.0.1:" << port_
        << "}\nlog: {level: warn}\nregister:\n  municipalities:\n    - {id: bench, name: Bench}\n";
    process_ = std::make_unique<test::ChildProcess>(
        std::vector<std::string>{beside_this("varded").string(), "--config",
                                 (folder_.path() / "varde.yaml").string()},
        folder_.path() / "output");
    const bool ready = test::eventually(
        [&] {
          return process_->output().find("varded ready") != std::string::npos ||
                 !process_->running();
        },
        30s);
    if (!ready || !process_->running()) {
      throw std::runtime_error("varded does not come up:\n" + process_->output());
    }
  }

  [[nodiscard]] std::uint16_t port() const { return port_; }
  [[nodiscard]] Login gateway(const std::string& client_id) const {
    return {"gateway", gateway_secret_, client_id};
  }
  [[nodiscard]] const std::vector<Login>& devices() const { return devices_; }

  // Resident memory in MiB.
  [[nodiscard]] double memory() const {
    std::ifstream status("/proc/" + std::to_string(process_->pid()) + "/status");
    for (std::string line; std::getline(status, line);) {
      if (line.starts_with("VmRSS:")) return std::stod(line.substr(6)) / 1024;
    }
    return 0;
  }

 private:
  void add_clients(std::size_t devices) {
    std::vector<mqtt::Client> clients;
    mqtt::Client gateway;
    gateway.name = "gateway";
    gateway.kind = mqtt::ClientKind::Trusted;
    gateway.publish = {"varde/v1/bench/+/signal"};
    gateway.subscribe = {"varde/v1/bench/+/signal"};
    gateway.secret = mqtt::hash_secret(gateway_secret_);
    clients.push_back(gateway);
    for (std::size_t i = 0; i < devices; ++i) {
      mqtt::Client device;
      device.device = {MunicipalityId("bench"), DeviceId("idle-" + std::to_string(i))};
      device.name = mqtt::client_name(device.device);
      const std::string secret = mqtt::make_secret();
      device.secret = mqtt::hash_secret(secret);
      devices_.push_back({device.name, secret, "idle-" + std::to_string(i)});
      clients.push_back(std::move(device));
    }
    mqtt::ClientFile file(folder_.path() / "data/mqtt-clients.json");
    if (!file.add(std::move(clients))) throw std::runtime_error("cannot write the clients");
  }

  test::TempDir folder_;
  std::uint16_t port_;
  std::string gateway_secret_ = mqtt::make_secret();
  std::vector<Login> devices_;
  std::unique_ptr<test::ChildProcess> process_;
};

test::MosquittoOptions fair_mosquitto() {
  test::MosquittoOptions options;
  options.max_inflight = 0;  // No limit: Varde has 256.
  options.more = "max_queued_messages 0\nset_tcp_nodelay true\n";
  return options;
}

// What one fdatasync of a small append takes here: the disk's own part of a durable
// acknowledgement.
Summary measure_sync(const std::filesystem::path& folder) {
  constexpr std::size_t kSyncs = 500;
  const int file = ::open((folder / "sync").c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
  Latency latency(kSyncs);
  const std::string bytes(256, 'x');
  for (std::size_t i = 0; i < kSyncs; ++i) {
    latency.sent(i);
    if (::write(file, bytes.data(), bytes.size()) < 0 || ::fdatasync(file) != 0) {
      throw std::runtime_error("the disk says no");
    }
    latency.arrived(i);
  }
  ::close(file);
  return latency.summary();
}

LoadPlan plan(std::uint16_t port, Login publisher, std::size_t messages, unsigned per_second) {
  LoadPlan made;
  made.port = port;
  made.publisher = std::move(publisher);
  made.messages = messages;
  made.per_second = per_second;
  made.boot = new_boot();
  return made;
}

void print(const std::string& name, const Summary& summary) {
  std::printf("%s\n", row("  " + name, summary).c_str());
  std::fflush(stdout);
}

// One pace, Varde and Mosquitto in turn.
void compare(const Scale& scale, unsigned per_second) {
  const std::size_t messages = per_second > 0 ? scale.paced_messages : scale.messages;
  std::printf("\n%zu messages a round, 8 connections, %s%40s\n", messages,
              per_second > 0 ? (std::to_string(per_second) + "/s").c_str()
                             : "50 under way each, as fast as acknowledged",
              "rate     p50 ms    p99 ms  p99.9 ms");
  std::vector<double> rates;
  std::vector<double> excess;
  for (int round = 1; round <= scale.rounds; ++round) {
    const std::string r = std::to_string(round) + " ";
    Summary relay;
    {
      test::Mosquitto mosquitto(fair_mosquitto());
      LoadPlan load = plan(mosquitto.port(), {"", "", "bench"}, messages, per_second);
      load.subscriber = Login{"", "", "bench-subscriber"};
      const LoadFigures figures = run_load(load);
      relay = *figures.heard;
      print(r + "Mosquitto, publish to PUBACK (memory)", figures.acknowledged);
      print(r + "Mosquitto, publish to subscriber", relay);
    }
    Broker varde(0);
    const Summary durable =
        run_load(plan(varde.port(), varde.gateway("bench"), messages, per_second)).acknowledged;
    print(r + "Varde, publish to PUBACK (on disk, decided)", durable);
    LoadPlan load = plan(varde.port(), varde.gateway("bench"), messages, per_second);
    load.subscriber = varde.gateway("bench-subscriber");
    const LoadFigures figures = run_load(load);
    print(r + "Varde, the same beside a subscriber", figures.acknowledged);
    print(r + "Varde, publish to subscriber (on disk)", *figures.heard);
    const Summary sync = measure_sync(std::filesystem::temp_directory_path());
    print(r + "one sync of this disk", sync);
    rates.push_back(durable.per_second / relay.per_second);
    excess.push_back(durable.p99_ms / (2 * relay.p99_ms + sync.p99_ms));
  }
  const auto median = [](std::vector<double> values) {
    std::ranges::sort(values);
    return values[values.size() / 2];
  };
  std::printf("  Varde's durable acknowledgements / Mosquitto's relay, median: rate %.2f\n",
              median(rates));
  std::printf("  Varde's p99 / (2 x Mosquitto's relay p99 + one sync's p99), median: %.2f\n",
              median(excess));
}

void storm(const Scale& scale) {
  std::printf("\n%zu devices that connect at once, with sessions that are kept%31s\n", scale.idle,
              "rate     p50 ms    p99 ms  p99.9 ms");
  Broker varde(scale.idle);
  const auto calls = [&] {
    LoadPlan load = plan(varde.port(), varde.gateway("button"), 2'000, 200);
    load.connections = 1;
    load.calls = true;
    return run_load(load).acknowledged;
  };
  calls();  // Warm.
  const double before = varde.memory();
  print("help calls, nobody else connected", calls());
  test::MqttCrowd idle;
  const double seconds = idle.connect(varde.port(), varde.devices());
  std::printf("  connected, subscribed and on disk in %.2f s: %.0f devices/s\n", seconds,
              static_cast<double>(scale.idle) / seconds);
  const double after = varde.memory();
  print("help calls, all of them connected", calls());
  std::printf("  memory of the whole broker: %.0f MiB before, %.0f MiB after: %.1f KiB a device\n",
              before, after, (after - before) * 1024 / static_cast<double>(scale.idle));
}

void run(const Scale& scale) {
  app::raise_file_limit();
  std::printf("MQTT 5, QoS 1, payloads of some 30 bytes.\n");
  compare(scale, kPace);
  compare(scale, 0);
  storm(scale);
}

}  // namespace
}  // namespace varde::bench

int main(int argc, char** argv) {
  const bool quick = argc == 2 && std::strcmp(argv[1], "--quick") == 0;
  if (argc > 1 && !quick) {
    std::fprintf(stderr, "Usage: varde_bench_listener [--quick]\n");
    return 2;
  }
  try {
    varde::bench::run(quick ? varde::bench::kQuick : varde::bench::Scale{});
  } catch (const std::exception& error) {
    std::fprintf(stderr, "varde_bench_listener: %s\n", error.what());
    return 1;
  }
}
