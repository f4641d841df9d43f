#include "adapters/host/canonical_limits.h"

#include <catch2/catch.hpp>
#include <limits>

#include "tests/unit/adapters/canonical_samples.h"

namespace varde::adapters {
namespace {

using core::DecodeFailureKind;

v1::Signal good() {
  v1::Signal signal;
  signal.set_kind(v1::SignalKind::temperature);
  return signal;
}

std::string characters(std::size_t count) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i) text += "å";
  return text;
}

}  // namespace

TEST_CASE("a text at its limit is accepted, whatever its letters", "[adapters]") {
  auto signal = good();
  signal.set_boot(characters(32));
  signal.set_unit(characters(16));
  signal.set_text(characters(512));

  CHECK(failure(decode(signal.SerializeAsString())).kind == DecodeFailureKind::Unspecified);
}

TEST_CASE("values no device can mean are out of range, and named", "[adapters]") {
  using Spoil = void (*)(v1::Signal&);
  static constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
  static constexpr double kInfinite = std::numeric_limits<double>::infinity();
  const auto [field, spoil] = GENERATE(table<std::string, Spoil>({
      {"boot", [](v1::Signal& s) { s.set_boot(characters(33)); }},
      {"unit", [](v1::Signal& s) { s.set_unit(characters(17)); }},
      {"text", [](v1::Signal& s) { s.set_text(characters(513)); }},
      {"value", [](v1::Signal& s) { s.set_value(kNan); }},
      {"value", [](v1::Signal& s) { s.set_value(-kInfinite); }},
      {"location.latitude", [](v1::Signal& s) { s.mutable_location()->set_latitude(90.001); }},
      {"location.latitude", [](v1::Signal& s) { s.mutable_location()->set_latitude(kNan); }},
      {"location.longitude", [](v1::Signal& s) { s.mutable_location()->set_longitude(-180.1); }},
      {"location.accuracy_m", [](v1::Signal& s) { s.mutable_location()->set_accuracy_m(-1); }},
      {"location.accuracy_m",
       [](v1::Signal& s) { s.mutable_location()->set_accuracy_m(kInfinite); }},
      {"device_time", [](v1::Signal& s) { s.mutable_device_time()->set_seconds(253'402'300'800); }},
      {"device_time", [](v1::Signal& s) { s.mutable_device_time()->set_seconds(-62'135'596'801); }},
      {"network_time", [](v1::Signal& s) { s.mutable_network_time()->set_nanos(-1); }},
      {"network_time", [](v1::Signal& s) { s.mutable_network_time()->set_nanos(1'000'000'000); }},
      {"state", [](v1::Signal& s) { s.set_state(static_cast<v1::SignalState::Code>(77)); }},
  }));
  CAPTURE(field);
  auto signal = good();
  spoil(signal);

  const auto failed = failure(decode(signal.SerializeAsString()));

  CHECK(failed.kind == DecodeFailureKind::OutOfRange);
  CHECK(failed.reason.starts_with(field + ":"));
}

TEST_CASE("the edges of the globe and of time are accepted", "[adapters]") {
  auto signal = good();
  signal.mutable_location()->set_latitude(-90);
  signal.mutable_location()->set_longitude(180);
  signal.mutable_device_time()->set_seconds(-62'135'596'800);
  signal.mutable_network_time()->set_seconds(253'402'300'799);

  CHECK(failure(decode(signal.SerializeAsString())).kind == DecodeFailureKind::Unspecified);
}

TEST_CASE("a kind that this version does not know is said by its number", "[adapters]") {
  auto signal = good();
  signal.set_kind(static_cast<v1::SignalKind::Code>(1'000));

  const auto failed = failure(decode(signal.SerializeAsString()));

  CHECK(failed.kind == DecodeFailureKind::UnknownKind);
  CHECK(failed.reason.find("1000") != std::string::npos);
}

TEST_CASE("a payload of 64 KiB is decoded, a larger one is kept and refused", "[adapters]") {
  const std::string json = R"({"kind":"smoke"})";
  const auto padded = [&](std::size_t size) { return json + std::string(size - json.size(), ' '); };

  CHECK(failure(decode(padded(kLargestPayload))).kind == DecodeFailureKind::Unspecified);
  CHECK(failure(decode(padded(kLargestPayload + 1))).kind == DecodeFailureKind::PayloadTooLarge);
}

TEST_CASE("a payload over 1 MiB is cut, and its size kept", "[adapters]") {
  const auto message = decode(std::string(kLargestStored + 5, 'x'));

  CHECK(failure(message).kind == DecodeFailureKind::PayloadTooLarge);
  CHECK(message.raw.payload.size() == kLargestStored);
  CHECK(message.raw.payload_size == kLargestStored + 5);
}

TEST_CASE("characters of UTF-8 are counted, and what is not UTF-8 is seen", "[adapters]") {
  CHECK(utf8_length("") == 0);
  CHECK(utf8_length("blåbær") == 6);
  CHECK(utf8_length("\U0001F525") == 1);
  const std::string bad = GENERATE("\x80", "\xC0\x80", "\xC3", "\xE0\x80\x80", "\xED\xA0\x80",
                                   "\xF4\x90\x80\x80", "\xFF", "a\xE2\x82");
  CHECK_FALSE(utf8_length(bad).has_value());
}

}  // namespace varde::adapters
