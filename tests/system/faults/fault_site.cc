#include "tests/system/faults/fault_site.h"

#include <signal.h>

#include <fstream>
#include <stdexcept>
#include <utility>

#include "adapters/host/canonical_encode.h"
#include "tests/support/child_process.h"
#include "tests/support/eventually.h"

namespace varde::test {
namespace {

using namespace std::chrono_literals;

// Messages of one device at most.
constexpr std::uint64_t kIdsPerDevice = 100'000'000;

std::string listener_lines(const std::string& address) {
  return "mqtt:\n  listen: " + address + "\n  lab: true\n";
}

std::string json_of(core::SignalKind kind, std::uint64_t id) {
  core::Signal signal;
  signal.kind = kind;
  signal.state = core::SignalState::Active;
  if (id != 0) signal.key = core::SignalKey{"faults", id};
  return adapters::encode_canonical(signal, adapters::Form::Json);
}

std::filesystem::path own_folder() {
  return std::filesystem::read_symlink("/proc/self/exe").parent_path();
}

bool has_listener() {
  const TempDir folder;
  const auto file = folder.path() / "varde.yaml";
  std::ofstream(file) << listener_lines("127.0.0.1:0");
  return run({(own_folder() / "varded").string(), "--check", "--config", file.string()}) == 0;
}

}  // namespace

std::string name(Way way) { return way == Way::Bridge ? "Mosquitto and bridge" : "listener"; }

std::vector<Way> ways_in() {
  std::vector<Way> ways = {Way::Bridge};
  if (has_listener()) ways.push_back(Way::Listener);
  return ways;
}

FaultSite::FaultSite(const std::string& program, Way way)
    : way_(way),
      program_(own_folder() / program),
      varded_(program, mosquitto_.server()),
      server_(mosquitto_.server()) {
  std::filesystem::create_directory(data());
  if (way_ == Way::Bridge) return;
  const std::string address = "127.0.0.1:" + std::to_string(free_port());
  std::ofstream(varded_.folder() / "varde.yaml", std::ios::app) << listener_lines(address);
  server_ = "mqtt://" + address;
}

FaultSite::~FaultSite() = default;

bool FaultSite::try_start() {
  try {
    varded_.start();
  } catch (const std::runtime_error&) {
    return false;
  }
  return true;
}

void FaultSite::start() {
  if (!try_start()) throw std::runtime_error("varded does not come up:\n" + varded_.output());
}

void FaultSite::freeze() { ::kill(varded_.pid(), SIGSTOP); }
void FaultSite::kill() { varded_.kill(); }

std::optional<int> FaultSite::wait_for_end(std::chrono::milliseconds deadline) {
  return varded_.wait(deadline);
}

void FaultSite::drain() {
  if (way_ == Way::Listener) return;
  // What comes behind all others on the bridge's session says that none is still on its way.
  MqttConnection device({mosquitto_.server(), MqttLevel::V5, "last", "", ""});
  if (!device.connect() || device.publish("varde/v1/nordlia/button-2/signal",
                                          json_of(core::SignalKind::WaterLeak, 0)) != 0)
    throw std::runtime_error("Mosquitto does not take the last message");
  if (!eventually([&] { return varded_.metric("varde_open_alarms{priority=\"medium\"}") == 1; },
                  120s))
    throw std::runtime_error("the last message does not arrive:\n" + varded_.output());
}

Tally FaultSite::compare_with_log(AckFile& acks) const {
  acks.settle();
  const auto reader = eventlog::LogReader::open(data() / "log");
  if (reader.has_error())
    throw std::runtime_error("the log cannot be read: " + reader.error().detail);
  const StateHashes hashes = state_hashes(reader->log());
  if (hashes.recovered != hashes.replayed)
    throw std::runtime_error("the log recovers to another state than a replay gives");
  StoredIds stored;
  stored.add_all(reader->log());
  return compare(read_acks(acks_file()), stored);
}

Fleet::Fleet(const FaultSite& site, const Options& options, AckFile& acks) {
  for (std::size_t i = 0; i < options.devices; ++i) {
    const std::string device = "load-" + std::to_string(i);
    Publisher::Options one;
    one.device = {site.server(), options.level, device, "", ""};
    one.topic = "varde/v1/nordlia/" + device + "/signal";
    one.payload = [size = options.payload_bytes](std::uint64_t id) {
      std::string payload = json_of(core::SignalKind::HelpCall, id);
      if (payload.size() < size) payload.append(size - payload.size(), ' ');
      return payload;
    };
    one.first_id = (i + 1) * kIdsPerDevice;
    one.window = options.window;
    one.pace = options.pace;
    publishers_.push_back(std::make_unique<Publisher>(std::move(one), acks));
  }
}

void Fleet::start() {
  for (const auto& publisher : publishers_) publisher->start();
}
void Fleet::stop() {
  for (const auto& publisher : publishers_) publisher->stop();
}

bool Fleet::finish(std::chrono::milliseconds deadline) {
  bool all = true;
  for (const auto& publisher : publishers_) all = publisher->finish(deadline) && all;
  return all;
}

std::size_t Fleet::acknowledged() const {
  std::size_t sum = 0;
  for (const auto& publisher : publishers_) sum += publisher->acknowledged();
  return sum;
}
std::size_t Fleet::refused() const {
  std::size_t sum = 0;
  for (const auto& publisher : publishers_) sum += publisher->refused();
  return sum;
}

}  // namespace varde::test
