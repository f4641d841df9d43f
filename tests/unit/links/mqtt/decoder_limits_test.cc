#include <catch2/catch.hpp>

#include "broker/links/mqtt/codec/encoder.h"
#include "tests/unit/links/mqtt/decoding.h"

namespace varde::links::mqtt {
namespace {

Publish publish_of(std::size_t packet_bytes) {
  Publish out;
  out.topic = "t";
  out.payload.resize(packet_bytes - 5);  // Two of the fixed header, three of the topic.
  return out;
}

Subscribe subscribe_of(std::size_t subscriptions) {
  Subscribe out;
  out.packet_id = 1;
  out.subscriptions.resize(subscriptions, Subscription{"f"});
  return out;
}

std::optional<Reason> refusal(const Packet& packet, const DecoderLimits& limits, Version version) {
  Decoder decoder(limits, version);
  const Decoded decoded = decode(decoder, encoded(packet, version));
  if (!decoded.error) return std::nullopt;
  return decoded.error->reason;
}

}  // namespace

TEST_CASE("a packet larger than the limit is refused when its length is known [MQTT-3.2.2-15]",
          "[mqtt]") {
  DecoderLimits limits;
  limits.largest_packet = 100;
  CHECK(refusal(publish_of(100), limits, Version::V311) == std::nullopt);
  CHECK(refusal(publish_of(101), limits, Version::V311) == Reason::PacketTooLarge);

  Decoder decoder(limits, Version::V311);
  CHECK_FALSE(decode(decoder, bytes_of("30")).error.has_value());
  const Decoded decoded = decode(decoder, bytes_of("FF FF FF 7F"));
  REQUIRE(decoded.error.has_value());
  CHECK(decoded.error->reason == Reason::PacketTooLarge);
}

TEST_CASE("the limit may change from the next packet on", "[mqtt]") {
  const std::string bytes = encoded(publish_of(60), Version::V311);
  Decoder decoder(DecoderLimits{}, Version::V311);
  REQUIRE(decode(decoder, bytes.substr(0, 10)).packets.empty());

  decoder.set_largest_packet(50);

  CHECK(decode(decoder, bytes.substr(10)).packets.size() == 1);
  CHECK(decode(decoder, bytes).error.has_value());
}

TEST_CASE("the largest packet of the standard is within the default", "[mqtt]") {
  Decoder decoder(DecoderLimits{}, Version::V311);
  CHECK_FALSE(decode(decoder, bytes_of("30 FF FF FF 7F")).error.has_value());
}

TEST_CASE("a length that is only promised costs no memory", "[mqtt]") {
  Decoder decoder(DecoderLimits{}, Version::V311);
  REQUIRE_FALSE(decode(decoder, bytes_of("30 FF FF FF 7F 0001 't'")).error.has_value());

  CHECK(decoder.kept_bytes() <= 16);
}

TEST_CASE("what is kept is never larger than its packet", "[mqtt]") {
  const std::string bytes = encoded(publish_of(90), Version::V311);
  Decoder decoder(DecoderLimits{}, Version::V311);
  for (std::size_t at = 0; at + 1 < bytes.size(); ++at) {
    REQUIRE(decode(decoder, bytes.substr(at, 1)).packets.empty());
    CHECK(decoder.kept_bytes() <= bytes.size());
  }
  CHECK(decode(decoder, bytes.substr(bytes.size() - 1)).packets.size() == 1);
  CHECK(decoder.kept_bytes() == 0);
}

TEST_CASE("more filters than the limit in one packet are refused", "[mqtt]") {
  DecoderLimits limits;
  limits.subscriptions = 3;
  const auto version = GENERATE(Version::V311, Version::V5);
  CHECK(refusal(subscribe_of(3), limits, version) == std::nullopt);
  CHECK(refusal(subscribe_of(4), limits, version) == Reason::QuotaExceeded);
  CHECK(refusal(Unsubscribe{1, {"a", "b", "c"}, {}}, limits, version) == std::nullopt);
  CHECK(refusal(Unsubscribe{1, {"a", "b", "c", "d"}, {}}, limits, version) ==
        Reason::QuotaExceeded);
}

TEST_CASE("more user properties than the limit in one packet are refused", "[mqtt]") {
  DecoderLimits limits;
  limits.user_properties = 3;
  Publish publish;
  publish.topic = "t";
  publish.properties.user.resize(3);
  CHECK(refusal(publish, limits, Version::V5) == std::nullopt);
  publish.properties.user.resize(4);
  CHECK(refusal(publish, limits, Version::V5) == Reason::QuotaExceeded);

  SECTION("those of a will count with those of its CONNECT") {
    Connect connect;
    connect.user_properties.resize(2);
    connect.will = Will{Qos::AtMostOnce, false, "t", "", 0, {}};
    connect.will->properties.user.resize(1);
    CHECK(refusal(connect, limits, Version::V5) == std::nullopt);
    connect.will->properties.user.resize(2);
    CHECK(refusal(connect, limits, Version::V5) == Reason::QuotaExceeded);
  }
}

}  // namespace varde::links::mqtt
