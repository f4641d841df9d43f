#include "adapters/host/canonical_topic.h"

#include <catch2/catch.hpp>

#include "tests/unit/adapters/canonical_samples.h"

namespace varde::adapters {

using core::DecodeFailureKind;

TEST_CASE("the topics written are the topics read", "[adapters]") {
  const core::DeviceRef device{MunicipalityId("nordlia"), DeviceId("hall:1.smoke_2-a")};
  const bool urgent = GENERATE(true, false);

  const auto read = parse_signal_topic(signal_topic(device, urgent));

  REQUIRE(read.has_value());
  CHECK(*read == device);
  CHECK(response_topic(device) == "varde/v1/nordlia/hall:1.smoke_2-a/response");
}

TEST_CASE("a topic that is no signal topic is unknown", "[adapters]") {
  const std::string topic =
      GENERATE("", "varde", "varde/v1", "varde/v2/nordlia/d1/signal", "varde/v1/nordlia/d1",
               "varde/v1/nordlia/d1/signals", "varde/v1/nordlia/d1/signal/urgent/x",
               "varde/v1/nordlia/d1/response", "/varde/v1/nordlia/d1/signal");
  CAPTURE(topic);

  const auto message = decode(R"({"kind":"smoke"})", topic);

  CHECK(failure(message).kind == DecodeFailureKind::UnknownTopic);
  CHECK(message.raw.topic == topic);
}

TEST_CASE("a name that is no name is refused, and the good half kept", "[adapters]") {
  const auto [topic, expected] = GENERATE(table<std::string, core::DeviceRef>({
      {"varde/v1//d1/signal", {MunicipalityId(), DeviceId("d1")}},
      {"varde/v1/nord lia/d1/signal", {MunicipalityId(), DeviceId("d1")}},
      {"varde/v1/nordlia//signal", {MunicipalityId("nordlia"), DeviceId()}},
      {"varde/v1/nordlia/d\xC3\xA5/signal/urgent", {MunicipalityId("nordlia"), DeviceId()}},
      {"varde/v1/nordlia/" + std::string(65, 'd') + "/signal",
       {MunicipalityId("nordlia"), DeviceId()}},
  }));
  CAPTURE(topic);

  const auto message = decode(R"({"kind":"smoke"})", topic);

  CHECK(failure(message).kind == DecodeFailureKind::InvalidName);
  CHECK(message.device == expected);
}

TEST_CASE("a topic that is not UTF-8 is kept readable", "[adapters]") {
  const auto message = decode(R"({"kind":"smoke"})", "varde/v1/nordlia/d\xFF/signal");

  CHECK(failure(message).kind == DecodeFailureKind::InvalidName);
  CHECK(message.raw.topic == "varde/v1/nordlia/d\\xFF/signal");
}

}  // namespace varde::adapters
