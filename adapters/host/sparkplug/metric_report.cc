#include "adapters/host/sparkplug/metric_report.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "adapters/host/canonical_limits.h"
#include "broker/core/limits.h"
#include "broker/core/rules.h"

namespace varde::adapters::sparkplug {
namespace {

using core::SignalState;

// Room for `online`, which a birth adds.
constexpr std::size_t kMostSignals = core::limits::kSignalsPerMessage - 1;

struct Resolved {
  std::string_view name;
  std::optional<std::uint32_t> datatype;
};

// None: called by an alias that nobody knows, or by nothing at all.
std::optional<Resolved> resolve(const MetricTable* table, const Metric& metric) {
  const KnownMetric* known = nullptr;
  if (metric.name && table != nullptr) known = table->by_name(*metric.name);
  if (!metric.name && metric.alias && table != nullptr) known = table->by_alias(*metric.alias);
  if (!metric.name && known == nullptr) return std::nullopt;
  Resolved resolved{metric.name ? std::string_view(*metric.name) : known->name, metric.datatype};
  if (!resolved.datatype && known != nullptr) resolved.datatype = known->datatype;
  return resolved;
}

std::string place(const Metric& metric) {
  if (metric.name) return "metric " + *metric.name;
  return metric.alias ? "alias " + std::to_string(*metric.alias) : "a metric";
}

std::optional<SignalState> before(const PreviousStates& previous, core::SignalKind kind) {
  const auto found = previous.find(kind);
  return found == previous.end() ? std::nullopt : std::optional(found->second);
}

// Fills in what `rule` makes of `value`. The answer is what was not understood; a state that stays
// Unspecified says nothing.
std::optional<std::string> judge(const MetricRule& rule, const PreviousStates& previous,
                                 const Scalar& value, core::Signal& signal) {
  if (const auto* state = std::get_if<StateRule>(&rule.state)) {
    const auto answer = state_of(*state, value, before(previous, rule.kind));
    if (!answer) return answer.error().reason;
    if (!*answer) return std::nullopt;
    signal.state = **answer;
  } else {
    signal.state = std::get<SignalState>(rule.state);
  }
  if (!rule.value) return std::nullopt;
  signal.value = number_in(value);
  if (signal.value) {
    signal.unit = rule.unit;
  } else if (std::holds_alternative<SignalState>(rule.state)) {
    signal.state = SignalState::Unknown;  // A measurement without one.
  }
  return std::nullopt;
}

void apply(const MetricRule& rule, const SparkplugDevice& device, const Metric& metric,
           std::optional<std::uint32_t> datatype, MetricReport& out) {
  core::Signal signal;
  signal.kind = rule.kind;
  signal.device_time = metric.time;
  signal.history = metric.historical;
  if (metric.unknown) {
    signal.state = SignalState::Unknown;
  } else if (const auto value = scalar_of(metric.value, datatype)) {
    const auto wrong = judge(rule, device.previous, *value, signal);
    if (wrong && !out.unread) out.unread = one_line("metric " + rule.metric + ": " + *wrong);
  } else if (!out.unread) {
    out.unread = one_line("metric " + rule.metric + ": is no single value");
  }
  if (signal.state != SignalState::Unspecified) out.signals.push_back(std::move(signal));
}

// A node that was cut off sends all it has stored at once. That is history; the message is kept as
// it came.
void bound(MetricReport& out) {
  std::size_t too_many = out.signals.size() - std::min(out.signals.size(), kMostSignals);
  std::erase_if(out.signals, [&](const core::Signal& signal) {
    if (!signal.history || too_many == 0) return false;
    --too_many;
    return true;
  });
  if (too_many > 0) {
    out.signals.resize(kMostSignals);
    out.unread = "payload: says more than " + std::to_string(kMostSignals) + " signals";
  }
}

}  // namespace

MetricReport report(const SparkplugDevice& device, const MetricTable* table,
                    const Payload& payload) {
  MetricReport out;
  for (Metric metric : payload.metrics) {
    if (!metric.time) metric.time = payload.time;
    const auto resolved = resolve(table, metric);
    if (!resolved) {
      if (!out.unread) out.unread = one_line(place(metric) + ": named in no birth that is known");
      continue;
    }
    for (const MetricRule& rule : device.rules.rules) {
      if (rule.metric == resolved->name) apply(rule, device, metric, resolved->datatype, out);
    }
  }
  bound(out);
  return out;
}

bool has_unknown_alias(const MetricTable* table, const Payload& payload) {
  return std::ranges::any_of(payload.metrics,
                             [&](const Metric& metric) { return !resolve(table, metric); });
}

std::vector<core::Signal> death_of(const MetricRules& rules, std::optional<Instant> device_time) {
  core::Signal signal;
  signal.kind = core::SignalKind::Offline;
  signal.state = SignalState::Active;
  signal.device_time = device_time;
  std::vector<core::Signal> signals{signal};
  signal.state = SignalState::Unknown;
  for (const MetricRule& rule : rules.rules) {
    const bool alarm = core::rule_for(rule.kind, SignalState::Active) != nullptr;
    const bool said = std::ranges::find(signals, rule.kind, &core::Signal::kind) != signals.end();
    if (!alarm || said) continue;
    signal.kind = rule.kind;
    signals.push_back(signal);
  }
  return signals;
}

}  // namespace varde::adapters::sparkplug
