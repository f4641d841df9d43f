#include "tests/sim/sim_device.h"

#include <utility>

#include "adapters/host/canonical.h"
#include "broker/wire/names.h"

namespace varde::test::sim {

using namespace std::chrono_literals;

namespace {

constexpr auto kSayAgain = 5s;

}  // namespace

// Stands for the connection: what the broker settles goes back over the network.
class SimDevice::Acknowledge : public engine::Receipt {
 public:
  Acknowledge(SimDevice& device, std::uint64_t sequence) : device_(device), sequence_(sequence) {}

 private:
  void on_durable(const engine::Stored&) override {
    device_.network_.carry(
        [&device = device_, sequence = sequence_] { device.acknowledge(sequence); });
  }
  void on_refused(engine::FieldRefusal) override {}  // It says it again.

  SimDevice& device_;
  const std::uint64_t sequence_;
};

SimDevice::SimDevice(WorldClock& clock, Network& network, SimBroker& broker, std::string name,
                     std::vector<core::SignalKind> says)
    : clock_(clock),
      network_(network),
      broker_(broker),
      name_(std::move(name)),
      says_(std::move(says)) {}

void SimDevice::speak(core::SignalKind kind, core::SignalState state) {
  const std::uint64_t sequence = ++said_;
  unacknowledged_[sequence] = "{\"kind\":\"" + std::string(wire::name(kind)) + "\",\"state\":\"" +
                              std::string(wire::name(state)) +
                              "\",\"boot\":\"b1\",\"sequence\":" + std::to_string(sequence) + "}";
  send(sequence);
}

void SimDevice::send(std::uint64_t sequence) {
  const auto waiting = unacknowledged_.find(sequence);
  if (waiting == unacknowledged_.end()) return;
  network_.carry([this, sequence, payload = waiting->second] {
    core::RawMessage raw;
    raw.link = LinkId("mqtt");
    raw.topic = "varde/v1/nordlia/" + name_ + "/signal";
    raw.payload = payload;
    raw.payload_size = payload.size();
    raw.received_at = broker_.now();
    broker_.submit(adapters::decode_canonical(std::move(raw)),
                   std::make_unique<Acknowledge>(*this, sequence));
  });
  clock_.after(kSayAgain, [this, sequence] { send(sequence); });
}

void SimDevice::acknowledge(std::uint64_t sequence) {
  if (unacknowledged_.erase(sequence) > 0) acknowledged_.push_back(sequence);
}

}  // namespace varde::test::sim
