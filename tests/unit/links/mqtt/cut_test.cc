#include <algorithm>
#include <catch2/catch.hpp>
#include <random>

#include "broker/links/mqtt/codec/encoder.h"
#include "tests/unit/links/mqtt/decoding.h"
#include "tests/unit/links/mqtt/sample_packets.h"

namespace varde::links::mqtt {
namespace {

// All samples one after another.
std::string stream(Version version) {
  std::string bytes;
  for (const Packet& packet : sample_packets(version)) encode(packet, version, bytes);
  return bytes;
}

std::vector<std::size_t> each(std::size_t step, std::size_t size) {
  std::vector<std::size_t> cuts;
  for (std::size_t at = step; at < size; at += step) cuts.push_back(at);
  return cuts;
}

}  // namespace

TEST_CASE("any cut of the bytes gives the same packets [MQTT-6.0.0-2]", "[mqtt]") {
  const auto version = GENERATE(Version::V311, Version::V5);
  const std::string bytes = stream(version);
  const std::vector<Packet> packets = sample_packets(version);
  const auto same = [&](const std::vector<std::size_t>& cuts) {
    const Decoded decoded = decode_cut(bytes, std::nullopt, cuts);
    return !decoded.error && decoded.packets == packets;
  };

  SECTION("in pieces of equal size") {
    for (const std::size_t step : std::vector<std::size_t>{1, 2, 3, 5, 7, 64, 1'460, 65'536}) {
      CAPTURE(step);
      CHECK(same(each(step, bytes.size())));
    }
  }
  SECTION("in two") {
    for (std::size_t at = 0; at <= std::min<std::size_t>(bytes.size(), 1'000); ++at) {
      CAPTURE(at);
      CHECK(same({at}));
    }
  }
  SECTION("at random") {
    std::mt19937 random(1);
    for (int round = 0; round < 200; ++round) {
      std::vector<std::size_t> cuts(random() % 60);
      for (std::size_t& cut : cuts) cut = random() % (bytes.size() + 1);
      std::ranges::sort(cuts);
      CAPTURE(round);
      CHECK(same(cuts));
    }
  }
}

TEST_CASE("bytes that are not taken yet stay with the caller", "[mqtt]") {
  const std::string bytes = bytes_of("C0 00 40 02 0001");
  std::string_view rest = bytes;
  Decoder decoder(DecoderLimits{}, Version::V311);

  REQUIRE(decoder.next(rest)->has_value());

  CHECK(rest == std::string_view(bytes).substr(2));
}

TEST_CASE("a packet that is not whole is kept, and nothing else", "[mqtt]") {
  const std::string bytes = bytes_of("C0 00 40 02 00");
  std::string_view rest = bytes;
  Decoder decoder(DecoderLimits{}, Version::V311);

  REQUIRE(decoder.next(rest)->has_value());
  CHECK(decoder.kept_bytes() == 0);
  REQUIRE_FALSE(decoder.next(rest)->has_value());
  CHECK(rest.empty());
  CHECK(decoder.kept_bytes() == 3);

  std::string_view last("\x01");
  REQUIRE(decoder.next(last)->has_value());
  CHECK(decoder.kept_bytes() == 0);
}

TEST_CASE("a packet before a damaged one is still given", "[mqtt]") {
  const std::string bytes = bytes_of("C0 00 C0 00 C1 00");
  for (const auto& cuts : {std::vector<std::size_t>{}, {1, 2, 3, 4, 5}}) {
    const Decoded decoded = decode_cut(bytes, Version::V5, cuts);

    CHECK(decoded.packets.size() == 2);
    REQUIRE(decoded.error.has_value());
    CHECK(decoded.error->reason == Reason::MalformedPacket);
  }
}

TEST_CASE("a first byte that no packet may have is refused before the second comes", "[mqtt]") {
  CHECK(decode("\xC1", Version::V5).error.has_value());
  CHECK(decode(std::string(1, '\0'), Version::V5).error.has_value());
  CHECK(decode("GET / HTTP/1.1", std::nullopt).error.has_value());
  CHECK(decode("\x16\x03\x01", std::nullopt).error.has_value());  // TLS.
}

}  // namespace varde::links::mqtt
