#include "adapters/host/sparkplug/metric_rules.h"

#include <algorithm>
#include <cstddef>

#include "adapters/host/canonical_limits.h"
#include "broker/core/rules.h"

namespace varde::adapters::sparkplug {
namespace {

std::optional<std::string> fault_of_rule(const MetricRule& rule) {
  if (rule.metric.empty() || rule.metric.size() > kMetricNameBytes) {
    return "metric: not 1 to " + std::to_string(kMetricNameBytes) + " bytes long";
  }
  if (rule.kind == core::SignalKind::Unspecified) return "kind: missing";
  if (utf8_length(rule.unit).value_or(kUnitCharacters + 1) > kUnitCharacters) {
    return "unit: longer than " + std::to_string(kUnitCharacters) + " characters";
  }
  if (const auto* state = std::get_if<StateRule>(&rule.state)) return fault_of(*state);
  if (std::get<core::SignalState>(rule.state) == core::SignalState::Unspecified) {
    return "state: missing";
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::string> fault_of(const MetricRules& rules) {
  if (rules.rules.size() > kMetricRules) {
    return "more than " + std::to_string(kMetricRules) + " rules";
  }
  for (std::size_t i = 0; i < rules.rules.size(); ++i) {
    const MetricRule& rule = rules.rules[i];
    const std::string number = "metric " + std::to_string(i + 1) + ": ";
    if (auto fault = fault_of_rule(rule)) return number + *fault;
    // Only what changes is sent: the normal of one metric would end the alarm of the other.
    const auto earlier = rules.rules.begin() + static_cast<std::ptrdiff_t>(i);
    const bool other = std::any_of(rules.rules.begin(), earlier, [&](const MetricRule& before) {
      return before.kind == rule.kind && before.metric != rule.metric;
    });
    if (other && core::has_state(rule.kind)) {
      return number + "kind: another metric has it; an alarm comes from one";
    }
  }
  return std::nullopt;
}

}  // namespace varde::adapters::sparkplug
