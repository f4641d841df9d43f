// The payload of a Sparkplug message as values. Thread safety: pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "adapters/host/state_rule.h"
#include "broker/base/instant.h"
#include "broker/base/result.h"
#include "broker/core/signal.h"

namespace varde::adapters::sparkplug {

// As it stands in the message. What whole numbers mean depends on the data type, which only the
// birth tells.
struct WholeNumber {
  std::uint64_t bits = 0;
};
// None: no value, or none that a signal could hold.
struct NoValue {};
using MetricValue = std::variant<NoValue, WholeNumber, double, bool, std::string>;

struct Metric {
  std::optional<std::string> name;  // Empty: it has one that is longer than kMetricNameBytes.
  std::optional<std::uint64_t> alias;
  std::optional<std::uint32_t> datatype;
  std::optional<Instant> time;
  bool historical = false;
  bool unknown = false;  // Null, or of a quality other than good.
  MetricValue value;
};

struct Payload {
  std::optional<std::uint64_t> seq;
  std::optional<Instant> time;
  std::vector<Metric> metrics;  // At most kMetricsOfNode.
};

[[nodiscard]] Result<Payload, core::DecodeFailure> parse_payload(std::string_view bytes);

// What `value` is as one of `datatype`; none if it is no single value. Without a data type a whole
// number has no sign.
[[nodiscard]] std::optional<Scalar> scalar_of(const MetricValue& value,
                                              std::optional<std::uint32_t> datatype);

// The metric `bdSeq`, which ties a death to its birth.
[[nodiscard]] std::optional<std::uint64_t> birth_number(const Payload& payload);

// The payload of a command to be born again.
[[nodiscard]] std::string rebirth_payload(Instant now);

}  // namespace varde::adapters::sparkplug
