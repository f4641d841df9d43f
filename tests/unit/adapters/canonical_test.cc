#include "adapters/host/canonical.h"

#include <catch2/catch.hpp>

#include "tests/unit/adapters/canonical_samples.h"

namespace varde::adapters {

using core::DecodeFailureKind;

TEST_CASE("a signal is read back as it was written, in both forms", "[adapters]") {
  const auto form = GENERATE(Form::Protobuf, Form::Json);
  const std::string topic =
      GENERATE("varde/v1/nordlia/d1/signal", "varde/v1/nordlia/d1/signal/urgent");

  const auto message = decode(encode_canonical(full_signal(), form), topic);

  CHECK(message.device == core::DeviceRef{MunicipalityId("nordlia"), DeviceId("d1")});
  const auto* signals = std::get_if<std::vector<core::Signal>>(&message.content);
  REQUIRE(signals != nullptr);
  CHECK(*signals == std::vector<core::Signal>{full_signal()});
}

TEST_CASE("the smallest signal is a kind and no more", "[adapters]") {
  const auto message = decode(R"({"kind":"smoke"})");

  const auto* signals = std::get_if<std::vector<core::Signal>>(&message.content);
  REQUIRE(signals != nullptr);
  core::Signal smoke;
  smoke.kind = core::SignalKind::Smoke;
  CHECK(signals->at(0) == smoke);
}

TEST_CASE("a clock that is thirty years off is told, not refused", "[adapters]") {
  const std::string time = GENERATE("1996-11-22T03:00:00Z", "2056-11-22T03:00:00Z");

  const auto message = decode(R"({"kind":"help_call","device_time":")" + time + "\"}");

  const auto* signals = std::get_if<std::vector<core::Signal>>(&message.content);
  REQUIRE(signals != nullptr);
  CHECK(signals->at(0).device_time.has_value());
}

TEST_CASE("a JSON mistake is told in one line with what and where", "[adapters]") {
  const auto [payload, kind, words] = GENERATE(table<std::string, DecodeFailureKind, std::string>({
      {R"({"kind":"help_cal"})", DecodeFailureKind::UnknownKind, "help_cal"},
      {R"({"kind":"help_call","sequense":4})", DecodeFailureKind::Malformed, "sequense"},
      {R"({"kind":"help_call","sequence":-4})", DecodeFailureKind::Malformed, "sequence"},
      {R"({"kind":"help_call","sequence":1.5})", DecodeFailureKind::Malformed, "sequence"},
      {R"({"kind":"help_call","state":"on"})", DecodeFailureKind::Malformed, "state"},
      {R"({"kind":"help_call","value":"warm"})", DecodeFailureKind::Malformed, "value"},
      {R"({"kind":"help_call" "state":"active"})", DecodeFailureKind::Malformed, "at byte 21"},
      {R"({"kind":"help_call")", DecodeFailureKind::Malformed, "ends before it is complete"},
      {R"({"kind":"help_call"} {})", DecodeFailureKind::Malformed, "at byte 22"},
      {"{\"kind\":\"help_call\",\"text\":\"\xC3\"}", DecodeFailureKind::Malformed, "not UTF-8"},
      {R"({"kind":4711})", DecodeFailureKind::UnknownKind, "4711"},
      {R"({})", DecodeFailureKind::UnknownKind, "missing"},
      {R"({"kind":"unspecified"})", DecodeFailureKind::UnknownKind, "missing"},
  }));
  CAPTURE(payload);

  const auto failed = failure(decode(payload));

  CAPTURE(failed.reason);
  CHECK(failed.kind == kind);
  CHECK(failed.reason.find(words) != std::string::npos);
  CHECK(failed.reason.find('\n') == std::string::npos);
}

TEST_CASE("what is neither protobuf nor JSON is malformed", "[adapters]") {
  const std::string payload = GENERATE(as<std::string>{}, "", "ON", " {\"kind\":\"smoke\"}",
                                       "[1,2]", std::string("\x08\x01\x4a\x02\xff\xfe", 6));
  CAPTURE(payload);

  CHECK(failure(decode(payload)).kind == DecodeFailureKind::Malformed);
}

TEST_CASE("an undecodable message keeps its device and its bytes", "[adapters]") {
  const auto message = decode("ON");

  CHECK(message.raw.payload == "ON");
  CHECK(message.device.device == DeviceId("d1"));
}

}  // namespace varde::adapters
