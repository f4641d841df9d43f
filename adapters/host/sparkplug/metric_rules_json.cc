#include "adapters/host/sparkplug/metric_rules_json.h"

#include <algorithm>
#include <boost/json.hpp>
#include <utility>

#include "adapters/host/canonical_limits.h"
#include "adapters/host/codec_fields.h"
#include "adapters/host/json_values.h"
#include "broker/core/rules.h"
#include "broker/wire/names.h"

namespace varde::adapters::sparkplug {
namespace {

namespace json = boost::json;
using core::SignalKind;
using core::SignalState;

constexpr std::size_t kDepth = 8;  // Four are needed.

std::string quoted(std::string_view word) { return shown(Scalar(std::string(word))); }

Result<SignalKind, ResultFault> kind_in(const json::object& rule) {
  auto word = text_in(rule, "kind");
  if (!word) return std::move(word).error();
  if (!*word) return fault("kind", "missing");
  const auto kind = wire::parse<SignalKind>(**word);
  if (!kind || *kind == SignalKind::Unspecified) {
    return fault("kind", quoted(**word) + " is no kind of signal");
  }
  return *kind;
}

Result<ValueStates, ResultFault> values_in(const json::value& given) {
  const auto* object = given.if_object();
  if (object == nullptr) return fault("values", "is no object of values and their states");
  ValueStates out;
  for (const auto& [key, value] : *object) {
    const std::string name(key.data(), key.size());
    const auto word = scalar_in(value);
    const auto* text = word ? std::get_if<std::string>(&*word) : nullptr;
    const auto state = text == nullptr ? std::nullopt : wire::parse<SignalState>(*text);
    if (!state || *state == SignalState::Unspecified) {
      return fault("values", quoted(name) + " is given no state (" +
                                 "active, normal, fault, unknown or test)");
    }
    out.states.emplace(name, *state);
  }
  return out;
}

Result<std::optional<double>, ResultFault> limit_in(const json::object& rule,
                                                    std::string_view name) {
  const json::value* value = given(rule, name);
  if (value == nullptr) return std::optional<double>();
  const auto scalar = scalar_in(*value);
  const auto number = scalar ? number_in(*scalar) : std::nullopt;
  if (!number) return fault(name, "is no number");
  return number;
}

// None: no limit is given.
Result<std::optional<Threshold>, ResultFault> limits_in(const json::object& rule) {
  Threshold limits;
  bool any = false;
  for (const auto& [name, limit] :
       {std::pair("above", &Threshold::above), std::pair("clears_below", &Threshold::clears_below),
        std::pair("below", &Threshold::below),
        std::pair("clears_above", &Threshold::clears_above)}) {
    const auto number = limit_in(rule, name);
    if (!number) return number.error();
    limits.*limit = *number;
    any = any || *number;
  }
  return any ? std::optional(limits) : std::nullopt;
}

Result<bool, ResultFault> flag_in(const json::object& rule, std::string_view name) {
  const json::value* value = given(rule, name);
  if (value == nullptr) return false;
  const auto* flag = value->if_bool();
  if (flag == nullptr) return fault(name, "is neither true nor false");
  return *flag;
}

std::optional<ResultFault> read_state(const json::object& object, MetricRule& rule) {
  auto limits = limits_in(object);
  if (!limits) return std::move(limits).error();
  const json::value* values = given(object, "values");
  if (values != nullptr && *limits) return fault("values", "stands beside limits; one of them");
  if (values != nullptr) {
    auto states = values_in(*values);
    if (!states) return std::move(states).error();
    rule.state = *std::move(states);
  } else if (*limits) {
    rule.state = **limits;
  } else if (core::has_state(rule.kind)) {
    return fault("values", "missing: which values raise " + std::string(wire::name(rule.kind)) +
                               " and which do not (or above, or below)");
  } else if (!rule.value) {
    return fault("values", "missing: what the metric means (or above, below, or value: true)");
  }
  return std::nullopt;
}

std::optional<ResultFault> read_rule(const json::value& value, MetricRule& rule) {
  const auto* object = value.if_object();
  if (object == nullptr) return fault("", "is no object");
  if (auto unknown = fault_of_names(*object, {"metric", "kind", "values", "above", "clears_below",
                                              "below", "clears_above", "value", "unit"})) {
    return unknown;
  }
  auto metric = text_in(*object, "metric");
  if (!metric) return std::move(metric).error();
  rule.metric = std::move(*metric).value_or("");  // None is refused by fault_of.
  const auto kind = kind_in(*object);
  if (!kind) return kind.error();
  rule.kind = *kind;
  const auto number = flag_in(*object, "value");
  if (!number) return number.error();
  rule.value = *number;
  auto unit = text_in(*object, "unit");
  if (!unit) return std::move(unit).error();
  rule.unit = std::move(*unit).value_or("");
  if (!rule.unit.empty() && !rule.value) return fault("unit", "is given without value: true");
  return read_state(*object, rule);
}

ParametersFault parameters_fault(const std::string& what) {
  return {one_line("parameters: " + what)};
}

}  // namespace

Result<MetricRules, ParametersFault> read_metric_rules(std::string_view parameters) {
  if (parameters.empty()) return MetricRules{};
  if (parameters.size() > kMetricParametersBytes) {
    return parameters_fault("longer than " + std::to_string(kMetricParametersBytes) + " bytes");
  }
  const auto read = parse_json_value(parameters, kDepth);
  if (!read) return parameters_fault(read.error().reason);
  const auto* object = read->if_object();
  if (object == nullptr) return parameters_fault("no object");
  if (const auto unknown = fault_of_names(*object, {"metrics"})) {
    return parameters_fault(unknown->reason);
  }
  const json::value* metrics = given(*object, "metrics");
  if (metrics == nullptr) return MetricRules{};
  const auto* list = metrics->if_array();
  if (list == nullptr) return parameters_fault("metrics: is no list");
  if (list->size() > kMetricRules) {
    return parameters_fault("metrics: more than " + std::to_string(kMetricRules));
  }
  MetricRules out;
  for (const json::value& value : *list) {
    MetricRule rule;
    if (const auto wrong = read_rule(value, rule)) {
      return parameters_fault("metric " + std::to_string(out.rules.size() + 1) + ": " +
                              wrong->reason);
    }
    out.rules.push_back(std::move(rule));
  }
  if (const auto wrong = fault_of(out)) return parameters_fault(*wrong);
  return out;
}

}  // namespace varde::adapters::sparkplug
