#include "adapters/host/sparkplug/sparkplug_adapter.h"

#include <algorithm>
#include <cstddef>
#include <map>
#include <set>
#include <utility>
#include <vector>

#include "adapters/host/sparkplug/metric_rules_json.h"
#include "adapters/host/sparkplug/sparkplug_nodes.h"
#include "adapters/host/sparkplug/sparkplug_topic.h"

namespace varde::adapters {
namespace {

using sparkplug::MetricRules;
using sparkplug::ParametersFault;
using sparkplug::SparkplugDevice;
using sparkplug::SparkplugNodes;
using sparkplug::SparkplugRegister;

// `group/node` of an address; empty if it is none of Sparkplug's.
std::string_view node_of(std::string_view address) {
  const std::size_t first = address.find('/');
  if (first == std::string_view::npos) return {};
  const std::size_t second = address.find('/', first + 1);
  const std::string_view node = address.substr(0, second);
  const bool named = first > 0 && node.size() > first + 1;
  const std::string_view device =
      second == std::string_view::npos ? "-" : address.substr(second + 1);
  const bool fits = !device.empty() && device.find('/') == std::string_view::npos;
  return named && fits ? node : std::string_view();
}

Result<MetricRules, ParametersFault> rules_of(const core::VendorDevice& device) {
  if (!device.carrier.empty()) {
    return ParametersFault{"carrier: Sparkplug B brings no frames for other adapters"};
  }
  if (node_of(device.address).empty()) {
    return ParametersFault{"address: is neither <group>/<node> nor <group>/<node>/<device>"};
  }
  return sparkplug::read_metric_rules(device.parameters);
}

// Immutable, but that the states are the newest.
class RegisteredDevices final : public SparkplugRegister {
 public:
  RegisteredDevices(const DeviceDirectory& directory, const DeviceStates& states)
      : states_(states) {
    std::map<std::string, std::size_t, std::less<>> behind;
    for (const core::Device* device : directory.heard_by(kSparkplugAdapter)) {
      const std::string& address = device->vendor->address;
      const std::string node(node_of(address));
      auto rules = rules_of(*device->vendor);
      if (!node.empty()) nodes_.insert(node);
      if (rules && address != node && ++behind[node] > sparkplug::kDevicesOfNode) {
        // One message, the node's death, has to tell of all.
        rules = ParametersFault{"address: more than " + std::to_string(sparkplug::kDevicesOfNode) +
                                " devices are registered behind " + node};
      }
      Entry entry{device->ref, {}, {}};
      if (rules) {
        entry.rules = *std::move(rules);
      } else {
        entry.fault = std::move(rules).error().reason;
      }
      devices_.emplace(address, std::move(entry));
    }
  }

  [[nodiscard]] std::optional<SparkplugDevice> find(std::string_view address) const override {
    const auto found = devices_.find(address);
    if (found == devices_.end()) return std::nullopt;
    SparkplugDevice out{found->second.rules, {}, found->second.fault};
    for (const auto& [kind, reported] : states_.of(found->second.ref)) {
      out.previous[kind] = reported.state;
    }
    return out;
  }

  [[nodiscard]] std::vector<std::string> behind(std::string_view node) const override {
    const std::string prefix = std::string(node) + '/';
    std::vector<std::string> out;
    for (auto at = devices_.lower_bound(prefix); at != devices_.end(); ++at) {
      if (!at->first.starts_with(prefix) || out.size() == sparkplug::kDevicesOfNode) break;
      out.push_back(at->first);
    }
    return out;
  }

  // With those that only have a device registered behind them.
  [[nodiscard]] const std::set<std::string>& nodes() const { return nodes_; }

 private:
  struct Entry {
    core::DeviceRef ref;
    MetricRules rules;
    std::string fault;
  };
  const DeviceStates& states_;
  std::map<std::string, Entry, std::less<>> devices_;  // By address.
  std::set<std::string> nodes_;
};

class SparkplugAdapter final : public CompiledAdapter {
 public:
  SparkplugAdapter(const DeviceDirectory& directory, const DeviceStates& states)
      : registered_(directory, states) {}

  [[nodiscard]] std::string_view id() const override { return kSparkplugAdapter; }

  [[nodiscard]] std::vector<std::string> filters() const override {
    return {std::begin(sparkplug::kSparkplugFilters), std::end(sparkplug::kSparkplugFilters)};
  }

  // All of the namespace: what in it is no topic of Sparkplug B is told as such.
  [[nodiscard]] bool reads(std::string_view topic) const override {
    return topic.starts_with(sparkplug::kNamespace);
  }

  // A node and the devices behind it share one counter.
  [[nodiscard]] std::string order_of(std::string_view topic) const override {
    const auto parsed = sparkplug::parse_sparkplug_topic(topic);
    return parsed ? parsed->node : std::string();
  }

  [[nodiscard]] CompiledAnswer decode(std::string_view topic, std::string_view payload,
                                      Instant now) override {
    auto message = nodes_.take(topic, payload, now, registered_);
    CompiledAnswer out;
    out.address = std::move(message.address);
    out.signals = std::move(message.signals);
    out.failure = std::move(message.failure);
    if (message.rebirth) out.publish.push_back(*std::move(message.rebirth));
    return out;
  }

  [[nodiscard]] std::vector<Publish> on_link_up(Instant now) override {
    std::vector<Publish> out;
    for (const std::string& node : registered_.nodes()) out.push_back(nodes_.ask(node, now));
    return out;
  }

 private:
  const RegisteredDevices registered_;
  SparkplugNodes nodes_;
};

}  // namespace

std::optional<std::string> fault_of_sparkplug_device(const core::VendorDevice& device) {
  auto rules = rules_of(device);
  if (rules) return std::nullopt;
  return std::move(rules).error().reason;
}

std::unique_ptr<CompiledAdapter> make_sparkplug_adapter(const DeviceDirectory& directory,
                                                        const DeviceStates& states) {
  return std::make_unique<SparkplugAdapter>(directory, states);
}

}  // namespace varde::adapters
