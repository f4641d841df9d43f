// A water works as the tests of Sparkplug know it: node `works/n1` with the device `pump` behind
// it.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "adapters/host/sparkplug/sparkplug.pb.h"
#include "adapters/host/sparkplug/sparkplug_nodes.h"
#include "broker/base/hex.h"

namespace varde::adapters::sparkplug {

class PlantRegister final : public SparkplugRegister {
 public:
  std::map<std::string, SparkplugDevice, std::less<>> devices;

  [[nodiscard]] std::optional<SparkplugDevice> find(std::string_view address) const override {
    const auto found = devices.find(address);
    return found == devices.end() ? std::nullopt : std::optional(found->second);
  }
  [[nodiscard]] std::vector<std::string> behind(std::string_view node) const override {
    std::vector<std::string> found;
    for (const auto& [address, device] : devices) {
      if (address.starts_with(std::string(node) + '/')) found.push_back(address);
    }
    return found;
  }
};

[[nodiscard]] inline MetricRule flag(std::string metric, core::SignalKind kind,
                                     core::SignalState if_true, core::SignalState if_false) {
  return {std::move(metric), kind, ValueStates{{{"true", if_true}, {"false", if_false}}}, false,
          ""};
}

class Plant {
 public:
  Plant() {
    using core::SignalKind;
    using core::SignalState;
    registered.devices["works/n1"].rules.rules = {
        flag("Supply/Mains", SignalKind::MainsLost, SignalState::Normal, SignalState::Active),
        {"Level", SignalKind::WaterLeak, Threshold{2.5, 2.3, {}, {}}, true, "m"},
        {"Outdoor", SignalKind::Temperature, SignalState::Active, true, "°C"}};
    registered.devices["works/n1/pump"].rules.rules = {
        flag("Fault", SignalKind::PumpFault, SignalState::Active, SignalState::Normal)};
  }

  PlantRegister registered;
  SparkplugNodes nodes;
  Instant now = Instant(std::chrono::seconds(1'767'268'860));

  SparkplugMessage takes(std::string_view topic, std::string_view payload) {
    return nodes.take(topic, payload, now, registered);
  }
  SparkplugMessage takes_hex(std::string_view topic, std::string_view digits) {
    return takes(topic, bytes_from_hex(digits).value());
  }
};

// Payloads that a test makes up as it goes.
class Build {
 public:
  explicit Build(std::optional<std::uint64_t> seq = std::nullopt) {
    payload_.set_timestamp(1'767'268'800'000);
    if (seq) payload_.set_seq(*seq);
  }
  Build& with(std::string_view name, std::optional<std::uint64_t> alias,
              std::optional<bool> value) {
    add(name, alias);
    if (value) payload_.mutable_metrics(payload_.metrics_size() - 1)->set_boolean_value(*value);
    return *this;
  }
  Build& with_number(std::string_view name, double value) {
    add(name, std::nullopt).set_double_value(value);
    return *this;
  }
  Build& born(std::uint64_t birth) {
    add("bdSeq", std::nullopt).set_long_value(birth);
    return *this;
  }
  [[nodiscard]] std::string bytes() const { return payload_.SerializeAsString(); }

 private:
  varde::sparkplug::Metric& add(std::string_view name, std::optional<std::uint64_t> alias) {
    auto& metric = *payload_.add_metrics();
    if (!name.empty()) metric.set_name(std::string(name));
    if (alias) metric.set_alias(*alias);
    return metric;
  }
  varde::sparkplug::Payload payload_;
};

// "mains_lost normal", with the address in front where it is another's.
[[nodiscard]] std::vector<std::string> words(const SparkplugMessage& message);

}  // namespace varde::adapters::sparkplug
