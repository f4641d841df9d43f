#include "adapters/host/sparkplug/sparkplug_payload.h"

#include <catch2/catch.hpp>
#include <cstdint>
#include <string>

#include "adapters/host/sparkplug/sparkplug.pb.h"
#include "adapters/host/sparkplug/sparkplug_nodes.h"
#include "broker/base/hex.h"
#include "tests/unit/adapters/sparkplug/hex_samples.h"

namespace varde::adapters::sparkplug {
namespace {

const Instant kNoon(std::chrono::seconds(1'767'268'800));

Payload parsed(std::string_view digits) {
  const auto payload = parse_payload(bytes_from_hex(digits).value());
  REQUIRE(payload.has_value());
  return *payload;
}

double number(std::uint64_t bits, std::optional<std::uint32_t> datatype) {
  return std::get<double>(scalar_of(WholeNumber{bits}, datatype).value());
}

}  // namespace

TEST_CASE("a birth is read by the specification's field numbers", "[sparkplug]") {
  const Payload birth = parsed(hex_samples::kNodeBirth);

  CHECK(birth.seq == 0U);
  CHECK(birth.time == kNoon);
  CHECK(birth_number(birth) == 3U);
  REQUIRE(birth.metrics.size() == 5);
  CHECK(birth.metrics[2].name == "Supply/Mains");
  CHECK(birth.metrics[2].alias == 1U);
  CHECK(birth.metrics[2].datatype == 11U);
  CHECK(std::get<bool>(birth.metrics[2].value));
  CHECK(std::get<double>(birth.metrics[3].value) == 1.5);
  CHECK(scalar_of(birth.metrics[4].value, 2) == Scalar(-5.0));
}

TEST_CASE("a data set is passed over, and the rest of the message is read", "[sparkplug]") {
  const Payload birth = parsed(hex_samples::kDeviceBirth);

  REQUIRE(birth.metrics.size() == 3);
  CHECK(std::get<double>(birth.metrics[1].value) == 12.25);
  CHECK_FALSE(scalar_of(birth.metrics[2].value, 16).has_value());
}

TEST_CASE("what is null or not of good quality is unknown", "[sparkplug]") {
  CHECK(parsed(hex_samples::kNullData).metrics[0].unknown);
  const Payload data = parsed(hex_samples::kNodeData);
  CHECK_FALSE(data.metrics[0].unknown);
  CHECK(data.metrics[1].unknown);
}

TEST_CASE("quality 192 is good, any other and one that is missing is not", "[sparkplug]") {
  const auto [quality, unknown] =
      GENERATE(table<int, bool>({{192, false}, {0, true}, {500, true}, {193, true}, {-1, true}}));
  varde::sparkplug::Payload payload;
  auto& metric = *payload.add_metrics();
  metric.mutable_properties()->add_keys("Quality");
  auto& value = *metric.mutable_properties()->add_values();
  if (quality >= 0) value.set_int_value(static_cast<std::uint32_t>(quality));

  CHECK(parse_payload(payload.SerializeAsString())->metrics[0].unknown == unknown);
}

TEST_CASE("history says so", "[sparkplug]") {
  CHECK(parsed(hex_samples::kHistory).metrics[0].historical);
  CHECK_FALSE(parsed(hex_samples::kDeviceData).metrics[0].historical);
}

TEST_CASE("a signed number is of the width of its data type", "[sparkplug]") {
  CHECK(number(0xFF, 1) == -1);
  CHECK(number(0xFFFFFFFF, 1) == -1);
  CHECK(number(0xFFFB, 2) == -5);
  CHECK(number(0xFFFFFFFB, 2) == -5);
  CHECK(number(0xFFFFFFF6, 3) == -10);
  CHECK(number(0xFFFFFFFFFFFFFFFF, 4) == -1);
  CHECK(number(0xFF, 5) == 255);
  CHECK(number(0xFFFFFFFF, 7) == 4'294'967'295.0);
  CHECK(number(7, std::nullopt) == 7);
  CHECK(scalar_of(WholeNumber{1}, 11) == Scalar(true));
}

TEST_CASE("a time that cannot be is none", "[sparkplug]") {
  varde::sparkplug::Payload payload;
  payload.set_timestamp(~std::uint64_t{0});

  CHECK_FALSE(parse_payload(payload.SerializeAsString())->time.has_value());
}

TEST_CASE("what is no payload, or not to be read, is a failure", "[sparkplug]") {
  const auto failed = [](const std::string& bytes) { return parse_payload(bytes).error().kind; };
  using core::DecodeFailureKind;
  CHECK(failed("ON") == DecodeFailureKind::Malformed);
  CHECK(failed(R"({"metrics": []})") == DecodeFailureKind::Malformed);
  CHECK(failed(bytes_from_hex(hex_samples::kCompressed).value()) == DecodeFailureKind::Malformed);
  CHECK(failed(std::string(kLargestSparkplug + 1, '\0')) == DecodeFailureKind::PayloadTooLarge);
  varde::sparkplug::Payload payload;
  for (std::size_t i = 0; i < kMetricsOfNode; ++i) payload.add_metrics();
  CHECK(parse_payload(payload.SerializeAsString()).has_value());
  payload.add_metrics();
  CHECK(failed(payload.SerializeAsString()) == DecodeFailureKind::OutOfRange);
}

TEST_CASE("an empty payload is a payload that says nothing", "[sparkplug]") {
  CHECK(parse_payload("")->metrics.empty());
}

TEST_CASE("a request for a birth is the command of the specification", "[sparkplug]") {
  varde::sparkplug::Payload payload;

  REQUIRE(payload.ParseFromString(rebirth_payload(kNoon)));

  REQUIRE(payload.metrics_size() == 1);
  CHECK(payload.timestamp() == 1'767'268'800'000);
  CHECK(payload.metrics(0).name() == "Node Control/Rebirth");
  CHECK(payload.metrics(0).datatype() == 11);
  CHECK(payload.metrics(0).boolean_value());
}

}  // namespace varde::adapters::sparkplug
