// What the metrics of a registered Sparkplug device mean: the device's `parameters`, already
// parsed (metric_rules_json.h). Thread safety: values.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "adapters/host/state_rule.h"
#include "broker/core/signal.h"

namespace varde::adapters::sparkplug {

// Of one metric. A metric may have several rules. Several metrics may have one kind only if it is a
// measurement: nodes send what has changed, and the normal of one would end the alarm of another.
struct MetricRule {
  std::string metric;  // Its name in the birth: "Pumps/1/Fault".
  core::SignalKind kind = core::SignalKind::Unspecified;
  // Active: reported whenever the metric is, as for measurements. Booleans are the words `true` and
  // `false` of a ValueStates.
  std::variant<core::SignalState, StateRule> state = core::SignalState::Active;
  bool value = false;  // The number is reported too, in `unit`.
  std::string unit;
};

struct MetricRules {
  std::vector<MetricRule> rules;
};

inline constexpr std::size_t kMetricRules = 32;  // Of one device.
inline constexpr std::size_t kMetricNameBytes = 256;

// Why `rules` cannot be used, in one line that names the rule by its number from 1 ("metric 2:
// kind: ..."); none if they can.
[[nodiscard]] std::optional<std::string> fault_of(const MetricRules& rules);

// A device that is in the register.
struct SparkplugDevice {
  MetricRules rules;
  PreviousStates previous;
  std::string fault{};  // Why its rules cannot be known, in one line; then `rules` is empty.
};

// The registered devices, asked for by address: `group/node` for an edge node itself,
// `group/node/device` for a device behind it.
class SparkplugRegister {
 public:
  virtual ~SparkplugRegister() = default;

  // None: not registered.
  [[nodiscard]] virtual std::optional<SparkplugDevice> find(std::string_view address) const = 0;

  // The addresses of the registered devices behind the edge node `node` (`group/node`); at most
  // kDevicesOfNode (sparkplug_nodes.h).
  [[nodiscard]] virtual std::vector<std::string> behind(std::string_view node) const = 0;
};

}  // namespace varde::adapters::sparkplug
