#include <catch2/catch.hpp>
#include <set>

#include "broker/links/mqtt/codec/encoder.h"
#include "tests/unit/links/mqtt/decoding.h"
#include "tests/unit/links/mqtt/sample_packets.h"

namespace varde::links::mqtt {

TEST_CASE("what is encoded is decoded as it was, in both versions and both directions", "[mqtt]") {
  const auto version = GENERATE(Version::V311, Version::V5);
  CAPTURE(version);
  for (const Packet& packet : sample_packets(version)) {
    const std::string bytes = encoded(packet, version);
    CAPTURE(packet.index(), Catch::rangeToString(bytes));

    const Decoded decoded = decode(bytes, version);

    REQUIRE_FALSE(decoded.error.has_value());
    REQUIRE(decoded.packets.size() == 1);
    CHECK((decoded.packets.front() == packet));
  }
}

TEST_CASE("every packet type is among the samples", "[mqtt]") {
  const auto types = [](Version version) {
    std::set<std::uint8_t> out;
    for (const Packet& packet : sample_packets(version)) {
      out.insert(static_cast<std::uint8_t>(encoded(packet, version).front()) >> 4U);
    }
    return out;
  };
  CHECK(types(Version::V311).size() == 14);
  CHECK(types(Version::V5).size() == 15);
}

TEST_CASE("a CONNECT tells the decoder the version of all that follows", "[mqtt]") {
  const auto version = GENERATE(Version::V311, Version::V5);
  std::string bytes;
  for (const Packet& packet : sample_packets(version)) encode(packet, version, bytes);
  Decoder decoder{DecoderLimits{}};
  REQUIRE_FALSE(decoder.version().has_value());

  const Decoded decoded = decode(decoder, bytes);

  CHECK_FALSE(decoded.error.has_value());
  CHECK((decoded.packets == sample_packets(version)));
  CHECK(decoder.version() == version);
}

TEST_CASE("a PUBLISH or an acknowledgement by itself is encoded as in a packet", "[mqtt]") {
  for (const Packet& packet : sample_packets(Version::V5)) {
    std::string bytes;
    if (const auto* publish = std::get_if<Publish>(&packet)) encode(*publish, Version::V5, bytes);
    if (const auto* ack = std::get_if<Ack>(&packet)) encode(*ack, Version::V5, bytes);
    if (!bytes.empty()) CHECK(bytes == encoded(packet, Version::V5));
  }
}

TEST_CASE("what MQTT 3.1.1 cannot say is left out", "[mqtt]") {
  for (Packet packet : sample_packets(Version::V5)) {
    if (std::holds_alternative<Auth>(packet)) continue;
    if (auto* publish = std::get_if<Publish>(&packet)) {
      if (publish->topic.empty()) continue;  // By alias: nobody may ask for it.
    }
    const std::string bytes = encoded(packet, Version::V311);
    CAPTURE(packet.index(), Catch::rangeToString(bytes));

    const Decoded decoded = decode(bytes, Version::V311);

    REQUIRE_FALSE(decoded.error.has_value());
    REQUIRE(decoded.packets.size() == 1);
    CHECK(encoded(decoded.packets.front(), Version::V311) == bytes);
  }
}

TEST_CASE("a CONNECT of MQTT 3.1.1 has no password without a user name 3.1.1 [MQTT-3.1.2-22]",
          "[mqtt]") {
  Connect connect;
  connect.version = Version::V311;
  connect.password = "secret";

  const Decoded decoded = decode(encoded(connect, Version::V311), std::nullopt);

  REQUIRE(decoded.packets.size() == 1);
  CHECK_FALSE(std::get<Connect>(decoded.packets.front()).password.has_value());
}

}  // namespace varde::links::mqtt
