#include "adapters/host/sparkplug/sparkplug_payload.h"

#include <google/protobuf/stubs/logging.h>

#include <algorithm>
#include <chrono>
#include <cstddef>

#include "adapters/host/sparkplug/metric_rules.h"
#include "adapters/host/sparkplug/sparkplug.pb.h"
#include "adapters/host/sparkplug/sparkplug_nodes.h"
#include "broker/base/overload.h"

namespace varde::adapters::sparkplug {
namespace {

namespace proto = varde::sparkplug;
using core::DecodeFailure;
using core::DecodeFailureKind;

// Of the specification's table of data types.
enum : std::uint32_t { kInt8 = 1, kInt16 = 2, kInt32 = 3, kInt64 = 4, kBoolean = 11 };

constexpr std::uint32_t kGood = 192;  // Of the property `Quality`; 0 is bad, 500 is stale.
constexpr std::uint64_t kLastMillisecond = 253'402'300'799'999;  // Of the year 9999.

std::optional<Instant> time_of(bool given, std::uint64_t milliseconds) {
  if (!given || milliseconds > kLastMillisecond) return std::nullopt;
  return Instant(std::chrono::milliseconds(static_cast<std::int64_t>(milliseconds)));
}

// False where the node itself says that the value is not to be relied on.
bool is_good(const proto::PropertySet& properties) {
  const int count = std::min(properties.keys_size(), properties.values_size());
  for (int i = 0; i < count; ++i) {
    if (properties.keys(i) != "Quality" && properties.keys(i) != "quality") continue;
    const proto::PropertyValue& value = properties.values(i);
    const bool good = value.has_long_value() ? value.long_value() == kGood
                                             : value.has_int_value() && value.int_value() == kGood;
    if (!good) return false;
  }
  return true;
}

MetricValue value_of(const proto::Metric& metric) {
  switch (metric.value_case()) {
    case proto::Metric::kIntValue: return WholeNumber{metric.int_value()};
    case proto::Metric::kLongValue: return WholeNumber{metric.long_value()};
    case proto::Metric::kFloatValue: return static_cast<double>(metric.float_value());
    case proto::Metric::kDoubleValue: return metric.double_value();
    case proto::Metric::kBooleanValue: return metric.boolean_value();
    case proto::Metric::kStringValue: return metric.string_value();
    case proto::Metric::VALUE_NOT_SET: return NoValue{};
  }
  return NoValue{};
}

Metric read(const proto::Metric& metric) {
  Metric out;
  if (metric.has_name()) {
    out.name = metric.name().size() <= kMetricNameBytes ? metric.name() : std::string();
  }
  if (metric.has_alias()) out.alias = metric.alias();
  if (metric.has_datatype()) out.datatype = metric.datatype();
  out.time = time_of(metric.has_timestamp(), metric.timestamp());
  out.historical = metric.is_historical();
  out.unknown = metric.is_null() || !is_good(metric.properties());
  out.value = value_of(metric);
  return out;
}

// Two's complement of the width that the data type has. Some nodes fill the whole word, some only
// its lower bytes; the lower bytes are the same.
Scalar number_of(std::uint64_t bits, std::uint32_t datatype) {
  switch (datatype) {
    case kInt8: return static_cast<double>(static_cast<std::int8_t>(bits));
    case kInt16: return static_cast<double>(static_cast<std::int16_t>(bits));
    case kInt32: return static_cast<double>(static_cast<std::int32_t>(bits));
    case kInt64: return static_cast<double>(static_cast<std::int64_t>(bits));
    case kBoolean: return bits != 0;
    default: return static_cast<double>(bits);
  }
}

}  // namespace

Result<Payload, DecodeFailure> parse_payload(std::string_view bytes) {
  if (bytes.size() > kLargestSparkplug) {
    return DecodeFailure{DecodeFailureKind::PayloadTooLarge,
                         "payload: " + std::to_string(bytes.size()) + " bytes; at most " +
                             std::to_string(kLargestSparkplug)};
  }
  const google::protobuf::LogSilencer quiet;
  proto::Payload payload;
  if (!payload.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    return DecodeFailure{DecodeFailureKind::Malformed, "payload: not a Sparkplug B payload"};
  }
  if (payload.uuid() == "SPBV1.0_COMPRESSED") {
    return DecodeFailure{DecodeFailureKind::Malformed,
                         "payload: compressed, which is not read: switch it off at the node"};
  }
  if (payload.metrics_size() > static_cast<int>(kMetricsOfNode)) {
    return DecodeFailure{DecodeFailureKind::OutOfRange,
                         "payload: more than " + std::to_string(kMetricsOfNode) + " metrics"};
  }
  Payload out;
  if (payload.has_seq()) out.seq = payload.seq();
  out.time = time_of(payload.has_timestamp(), payload.timestamp());
  out.metrics.reserve(static_cast<std::size_t>(payload.metrics_size()));
  for (const proto::Metric& metric : payload.metrics()) out.metrics.push_back(read(metric));
  return out;
}

std::optional<Scalar> scalar_of(const MetricValue& value, std::optional<std::uint32_t> datatype) {
  return std::visit(
      Overload{[](NoValue) { return std::optional<Scalar>(); },
               [&](WholeNumber number) {
                 return std::optional<Scalar>(number_of(number.bits, datatype.value_or(0)));
               },
               [](const auto& plain) { return std::optional<Scalar>(plain); }},
      value);
}

std::optional<std::uint64_t> birth_number(const Payload& payload) {
  for (const Metric& metric : payload.metrics) {
    if (metric.name != "bdSeq") continue;
    if (const auto* number = std::get_if<WholeNumber>(&metric.value)) return number->bits;
  }
  return std::nullopt;
}

std::string rebirth_payload(Instant now) {
  const auto milliseconds = static_cast<std::uint64_t>(
      std::chrono::floor<std::chrono::milliseconds>(now.time_since_epoch()).count());
  proto::Payload payload;
  payload.set_timestamp(milliseconds);
  proto::Metric& metric = *payload.add_metrics();
  metric.set_name("Node Control/Rebirth");
  metric.set_timestamp(milliseconds);
  metric.set_datatype(kBoolean);
  metric.set_boolean_value(true);
  return payload.SerializeAsString();
}

}  // namespace varde::adapters::sparkplug
