// How long a help button's message takes through the adapter host, alone and while a hostile codec
// keeps the bulk lane busy with endless loops (under ever new versions, so that no quarantine ends
// it).
#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "adapters/host/adapter_host.h"
#include "adapters/host/installed_adapters.h"
#include "tests/support/temp_dir.h"

namespace varde {
namespace {

using namespace adapters;
using Clock = std::chrono::steady_clock;
using std::chrono::microseconds;

constexpr int kPresses = 1'000;
constexpr auto kPause = std::chrono::milliseconds(5);

std::shared_ptr<const Adapter> hostile(const std::filesystem::path& parent) {
  const auto folder = parent / "hostile";
  std::filesystem::create_directories(folder);
  std::ofstream(folder / "adapter.yaml")
      << "id: hostile\nversion: 1.0.0\nvendor: Bench\ndescription: Never answers.\ndocuments: []\n"
         "topics:\n  - {topic: \"hostile/{device}\", name: state}\n"
         "types:\n  weather:\n    description: A weather station\n    signals: [temperature]\n"
         "    supervision: {interval_s: 3600}\n    duplicates: state\n    clock: none\n";
  std::ofstream(folder / "codec.js") << "function normalize() { for (;;) {} }";
  auto adapter = load_adapter(folder);
  return adapter ? *adapter : nullptr;
}

core::RawMessage arrived(const std::string& topic, const std::string& payload) {
  core::RawMessage raw;
  raw.link = LinkId("bench");
  raw.topic = topic;
  raw.payload = payload;
  raw.payload_size = payload.size();
  return raw;
}

class Bench {
 public:
  Bench() {
    const auto zigbee = load_adapter(installed_adapters() / "zigbee2mqtt");
    if (zigbee.has_error()) std::abort();
    zigbee_ = *zigbee;
    AdapterHostOptions options;
    options.uses = {{"zigbee2mqtt", MunicipalityId("nordlia"), "", {}},
                    {"hostile", MunicipalityId("nordlia"), "", {}}};
    core::VendorDevice button;
    button.adapter = "zigbee2mqtt";
    button.address = "button";
    button.model = "sos_button";
    options.devices = {{{MunicipalityId("nordlia"), DeviceId("button-1")},
                        PositionId("kari"),
                        "help button",
                        button}};
    host_ = std::make_unique<AdapterHost>(
        std::move(options), std::vector{zigbee_, hostile(dir_.path())},
        std::vector<CompiledAdapterFactory>{}, core::State{},
        AdapterHost::Hooks{[](const core::ChangeAdapter&) {}, {}});
    host_->start();
  }

  microseconds press() {
    const auto start = Clock::now();
    core::RawMessage raw = arrived("zigbee2mqtt/button", R"({"action":"emergency","battery":90})");
    done_ = false;
    (void)host_->decode(raw, [this](const Decoded& decoded) {
      if (!std::holds_alternative<std::vector<core::Signal>>(decoded.message.content)) std::abort();
      const std::scoped_lock lock(mutex_);
      done_ = true;
      heard_.notify_one();
    });
    std::unique_lock lock(mutex_);
    heard_.wait(lock, [this] { return done_; });
    return std::chrono::duration_cast<microseconds>(Clock::now() - start);
  }

  void measure(const char* name, bool beside_hostile) {
    const auto before = host_->counters().bulk;
    std::vector<microseconds> took;
    for (int i = 0; i < kPresses; ++i) {
      // A version anew every 100 ms has no three stops: its messages go on hanging.
      if (beside_hostile && i % 20 == 0) host_->set_adapters({zigbee_, hostile(dir_.path())});
      if (beside_hostile && host_->counters().waiting_bulk < 8) {
        core::RawMessage raw = arrived("hostile/" + std::to_string(i % 16), "x");
        (void)host_->decode(raw, [](const Decoded&) {});
      }
      took.push_back(press());
      std::this_thread::sleep_for(kPause);
    }
    std::ranges::sort(took);
    const auto at = [&](double part) {
      return static_cast<double>(
                 took[static_cast<std::size_t>(part * static_cast<double>(took.size() - 1))]
                     .count()) /
             1000;
    };
    std::printf("%-22s p50 %6.2f ms  p99 %6.2f ms  longest %6.2f ms  (bulk stops: %llu)\n", name,
                at(0.5), at(0.99), at(1),
                static_cast<unsigned long long>(host_->counters().bulk.faults - before.faults));
  }

 private:
  test::TempDir dir_;
  std::shared_ptr<const Adapter> zigbee_;
  std::mutex mutex_;
  std::condition_variable heard_;
  bool done_ = false;
  std::unique_ptr<AdapterHost> host_;
};

}  // namespace
}  // namespace varde

int main() {
  varde::Bench bench;
  for (int i = 0; i < 200; ++i) (void)bench.press();  // The adapter is loaded, caches are warm.
  bench.measure("alone", false);
  bench.measure("beside endless loops", true);
  bench.measure("alone once more", false);
  return EXIT_SUCCESS;
}
