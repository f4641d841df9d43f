#include <catch2/catch.hpp>

#include "tests/unit/links/mqtt/decoding.h"

// In these tables a rule without a version is one of MQTT 5.0; "3.1.1 [...]" is one of MQTT 3.1.1.
namespace varde::links::mqtt {
namespace {

constexpr Version kV3 = Version::V311;
constexpr Version kV5 = Version::V5;
constexpr Reason kMalformed = Reason::MalformedPacket;
constexpr Reason kProtocol = Reason::ProtocolError;

std::optional<Reason> refusal(std::string_view written, std::optional<Version> version) {
  const Decoded decoded = decode(bytes_of(written), version);
  if (!decoded.error) return std::nullopt;
  return decoded.error->reason;
}

}  // namespace

TEST_CASE("reserved flags of the fixed header are as table 2-2 lists them", "[mqtt]") {
  const auto version = GENERATE(Version::V311, Version::V5);
  struct Type {
    std::string_view rule;
    unsigned type;
    unsigned flags;
  };
  for (const Type& one : {Type{"CONNECT [MQTT-2.1.3-1]", 1, 0},
                          {"CONNACK [MQTT-2.1.3-1]", 2, 0},
                          {"PUBACK [MQTT-2.1.3-1]", 4, 0},
                          {"PUBREC [MQTT-2.1.3-1]", 5, 0},
                          {"PUBREL [MQTT-3.6.1-1]", 6, 2},
                          {"PUBCOMP [MQTT-2.1.3-1]", 7, 0},
                          {"SUBSCRIBE [MQTT-3.8.1-1]", 8, 2},
                          {"SUBACK [MQTT-2.1.3-1]", 9, 0},
                          {"UNSUBSCRIBE [MQTT-3.10.1-1]", 10, 2},
                          {"UNSUBACK [MQTT-2.1.3-1]", 11, 0},
                          {"PINGREQ [MQTT-2.1.3-1]", 12, 0},
                          {"PINGRESP [MQTT-2.1.3-1]", 13, 0},
                          {"DISCONNECT [MQTT-3.14.1-1]", 14, 0}}) {
    for (unsigned flags = 0; flags < 16; ++flags) {
      CAPTURE(version, one.rule, flags);
      const std::string first(1, static_cast<char>(one.type << 4U | flags));
      const Decoded decoded = decode(first, version);
      CHECK(decoded.error.has_value() == (flags != one.flags));
      if (decoded.error) CHECK(decoded.error->reason == kMalformed);
    }
  }
}

TEST_CASE("AUTH has no flags, and is no packet of MQTT 3.1.1 [MQTT-3.15.1-1]", "[mqtt]") {
  CHECK(refusal("F0", kV5) == std::nullopt);
  CHECK(refusal("F1", kV5) == kMalformed);
  CHECK(refusal("F0", kV3) == kMalformed);
}

TEST_CASE("packet type 0 is malformed", "[mqtt]") {
  CHECK(refusal("00", kV3) == kMalformed);
  CHECK(refusal("00", kV5) == kMalformed);
}

TEST_CASE("the first packet is a CONNECT [MQTT-3.1.0-1]", "[mqtt]") {
  const auto first = GENERATE("00", "20", "32", "40", "82", "C0", "E0", "F0");
  CHECK(refusal(first, std::nullopt) == kProtocol);
}

TEST_CASE("a remaining length has at most four bytes", "[mqtt]") {
  const auto version = GENERATE(Version::V311, Version::V5);
  CHECK(refusal("C0 80 80 80", version) == std::nullopt);
  CHECK(refusal("C0 80 80 80 80", version) == kMalformed);
}

TEST_CASE("a remaining length of MQTT 5 has as few bytes as it can [MQTT-1.5.5-1]", "[mqtt]") {
  CHECK(refusal("C0 80 00", kV5) == kMalformed);
  CHECK(refusal("40 82 80 00 0001", kV5) == kMalformed);
  CHECK(refusal("10 8E 00 0004 'MQTT' 05 02 003C 00 0001 'c'", std::nullopt) == kMalformed);
  CHECK(refusal("10 8D 00 0004 'MQTT' 04 02 003C 0001 'c'", std::nullopt) == std::nullopt);
}

TEST_CASE("text is UTF-8 without U+0000", "[mqtt]") {
  const auto [rule, text] = GENERATE(table<std::string, std::string>({
      {"[MQTT-1.5.4-1] cut short", "0002 E2 82"},
      {"[MQTT-1.5.4-1] goes on without a beginning", "0001 BF"},
      {"[MQTT-1.5.4-1] overlong", "0002 C1 BF"},
      {"[MQTT-1.5.4-1] overlong", "0003 E0 9F BF"},
      {"[MQTT-1.5.4-1] overlong", "0004 F0 8F BF BF"},
      {"[MQTT-1.5.4-1] the first surrogate", "0003 ED A0 80"},
      {"[MQTT-1.5.4-1] the last surrogate", "0003 ED BF BF"},
      {"[MQTT-1.5.4-1] beyond U+10FFFF", "0004 F4 90 80 80"},
      {"[MQTT-1.5.4-1] no UTF-8 at all", "0002 FE FF"},
      {"[MQTT-1.5.4-2]", "0001 00"},
      {"[MQTT-1.5.4-2] behind more", "000C 'twelve byte' 00"},
      {"[MQTT-1.5.4-2] overlong", "0002 C0 80"},
  }));
  check_refused({{rule, kV3, "A2", "0001 " + text, kMalformed},
                 {rule, kV5, "A2", "0001 00 " + text, kMalformed},
                 {rule, kV5, "30", text + " 00", kMalformed}});
}

TEST_CASE("a ping has no body", "[mqtt]") {
  check_refused({
      {"PINGREQ", kV3, "C0", "00", kMalformed},
      {"PINGREQ", kV5, "C0", "00", kMalformed},
      {"PINGRESP", kV3, "D0", "00", kMalformed},
      {"PINGRESP", kV5, "D0", "00", kMalformed},
  });
}

TEST_CASE("a DISCONNECT keeps its rules", "[mqtt]") {
  check_refused({
      {"a reason in MQTT 3.1.1", kV3, "E0", "00", kMalformed},
      {"[MQTT-3.14.2-1]", kV5, "E0", "01", kProtocol},
      {"[MQTT-3.14.2-1]", kV5, "E0", "84", kProtocol},
      {"[MQTT-3.14.2-1]", kV5, "E0", "FF 00", kProtocol},
      {"session expiry twice", kV5, "E0", "00 0A 11 00000001 11 00000001", kProtocol},
      {"reason string twice", kV5, "E0", "00 06 1F 0000 1F 0000", kProtocol},
      {"server reference twice", kV5, "E0", "00 06 1C 0000 1C 0000", kProtocol},
      {"receive maximum", kV5, "E0", "00 03 21 0001", kMalformed},
      {"after the end", kV5, "E0", "00 00 00", kMalformed},
      {"properties beyond the packet", kV5, "E0", "00 01", kMalformed},
  });
}

TEST_CASE("an AUTH keeps its rules", "[mqtt]") {
  check_refused({
      {"[MQTT-3.15.2-1]", kV5, "F0", "01 04 15 0001 'm'", kProtocol},
      {"[MQTT-3.15.2-1]", kV5, "F0", "87 04 15 0001 'm'", kProtocol},
      {"no method", kV5, "F0", "18 00", kProtocol},
      {"no method", kV5, "F0", "00 03 1F 0000", kProtocol},
      {"a reason and no properties", kV5, "F0", "18", kMalformed},
      {"method twice", kV5, "F0", "18 08 15 0001 'm' 15 0001 'm'", kProtocol},
      {"data twice", kV5, "F0", "18 0A 15 0001 'm' 16 0000 16 0000", kProtocol},
      {"reason string twice", kV5, "F0", "18 0A 15 0001 'm' 1F 0000 1F 0000", kProtocol},
      {"session expiry", kV5, "F0", "18 09 15 0001 'm' 11 00000001", kMalformed},
  });
}

}  // namespace varde::links::mqtt
