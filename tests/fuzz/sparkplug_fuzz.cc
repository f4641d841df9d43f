// A hostile neighbour of a Sparkplug plant. The input is a series of messages: a byte for the
// topic, two for the length of the payload (the lower first), the payload.
#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "adapters/host/sparkplug/sparkplug_nodes.h"
#include "broker/base/assert.h"
#include "broker/core/limits.h"
#include "tests/fuzz/checks.h"

namespace {

using namespace varde;
using namespace varde::adapters;
using namespace varde::adapters::sparkplug;
using core::SignalKind;
using core::SignalState;

constexpr std::array<std::string_view, 10> kTopics{
    "spBv1.0/works/NBIRTH/n1",      "spBv1.0/works/NDATA/n1",      "spBv1.0/works/NDEATH/n1",
    "spBv1.0/works/DBIRTH/n1/pump", "spBv1.0/works/DDATA/n1/pump", "spBv1.0/works/DDEATH/n1/pump",
    "spBv1.0/works/DBIRTH/n1/door", "spBv1.0/works/DDATA/n1/door", "spBv1.0/works/NBIRTH/n2",
    "spBv1.0/works/NDATA/n2"};

class Plant final : public SparkplugRegister {
 public:
  Plant() {
    const ValueStates flag{{{"true", SignalState::Active}, {"false", SignalState::Normal}}};
    node_.rules.rules = {{"Supply/Mains", SignalKind::MainsLost, flag, false, ""},
                         {"Level", SignalKind::WaterLeak, Threshold{2.5, 2.3, {}, {}}, true, "m"},
                         {"Outdoor", SignalKind::Temperature, SignalState::Active, true, "°C"}};
    pump_.rules.rules = {{"Fault", SignalKind::PumpFault, flag, false, ""}};
    VARDE_ASSERT(!fault_of(node_.rules) && !fault_of(pump_.rules));
  }
  [[nodiscard]] std::optional<SparkplugDevice> find(std::string_view address) const override {
    if (address == "works/n1") return node_;
    if (address == "works/n1/pump") return pump_;
    return std::nullopt;
  }
  [[nodiscard]] std::vector<std::string> behind(std::string_view node) const override {
    return node == "works/n1" ? std::vector<std::string>{"works/n1/pump"}
                              : std::vector<std::string>{};
  }

 private:
  SparkplugDevice node_;
  SparkplugDevice pump_;
};

void check(const SparkplugMessage& message) {
  VARDE_ASSERT(!message.address.empty());
  if (message.failure) {
    VARDE_ASSERT(message.signals.empty());
    check_reason(message.failure->reason);
  }
  std::map<std::string, std::size_t> said;
  for (const CodecSignal& one : message.signals) {
    VARDE_ASSERT(++said[one.address.value_or("")] <= core::limits::kSignalsPerMessage);
    VARDE_ASSERT(one.signal.state != SignalState::Unspecified);
    check_signal(one.signal);
  }
  if (message.rebirth) VARDE_ASSERT(message.rebirth->topic == "spBv1.0/works/NCMD/n1");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const Plant kPlant;
  SparkplugNodes nodes;
  std::string_view rest(reinterpret_cast<const char*>(data), size);
  Instant now{};
  while (rest.size() >= 3) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(rest[i]); };
    const std::string_view topic = kTopics[byte(0) % kTopics.size()];
    const std::size_t length = byte(1) + 256U * byte(2);
    rest.remove_prefix(3);
    check(nodes.take(topic, rest.substr(0, length), now, kPlant));
    rest.remove_prefix(std::min(length, rest.size()));
    now += std::chrono::seconds(20);
  }
  VARDE_ASSERT(nodes.nodes() <= 2);
  return 0;
}
