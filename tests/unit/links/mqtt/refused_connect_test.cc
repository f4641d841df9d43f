#include <catch2/catch.hpp>

#include "tests/unit/links/mqtt/decoding.h"

// In these tables a rule without a version is one of MQTT 5.0; "3.1.1 [...]" is one of MQTT 3.1.1.
namespace varde::links::mqtt {
namespace {

constexpr Version kV3 = Version::V311;
constexpr Version kV5 = Version::V5;
constexpr Reason kMalformed = Reason::MalformedPacket;
constexpr Reason kProtocol = Reason::ProtocolError;
constexpr Reason kVersion = Reason::UnsupportedProtocolVersion;

}  // namespace

TEST_CASE("a CONNECT of another protocol or version is refused as such", "[mqtt]") {
  check_refused({
      {"[MQTT-3.1.2-1]", kV5, "10", "0006 'MQIsdp' 03 02 003C 0001 'c'", kVersion},
      {"[MQTT-3.1.2-1]", kV5, "10", "0004 'mqtt' 05 02 003C 00 0001 'c'", kVersion},
      {"[MQTT-3.1.2-1]", kV5, "10", "0000 05 02 003C 00 0001 'c'", kVersion},
      {"[MQTT-3.1.2-2]", kV5, "10", "0004 'MQTT' 06", kVersion},
      {"[MQTT-3.1.2-2]", kV5, "10", "0004 'MQTT' 00 02 003C 00 0001 'c'", kVersion},
      {"3.1.1 [MQTT-3.1.2-2]", kV3, "10", "0004 'MQTT' 03 02 003C 0001 'c'", kVersion},
      {"3.1.1 [MQTT-3.1.2-2]", kV3, "10", "0004 'MQTT' 84 02 003C 0001 'c'", kVersion},
  });
}

TEST_CASE("a CONNECT with flags that contradict one another is malformed", "[mqtt]") {
  check_refused({
      {"[MQTT-3.1.2-3]", kV5, "10", "0004 'MQTT' 05 03 003C 00 0001 'c'", kMalformed},
      {"3.1.1 [MQTT-3.1.2-3]", kV3, "10", "0004 'MQTT' 04 03 003C 0001 'c'", kMalformed},
      {"[MQTT-3.1.2-11]", kV5, "10", "0004 'MQTT' 05 0A 003C 00 0001 'c'", kMalformed},
      {"3.1.1 [MQTT-3.1.2-13]", kV3, "10", "0004 'MQTT' 04 12 003C 0001 'c'", kMalformed},
      {"[MQTT-3.1.2-12]", kV5, "10", "0004 'MQTT' 05 1E 003C 00 0001 'c' 00 0001 't' 0000",
       kMalformed},
      {"3.1.1 [MQTT-3.1.2-14]", kV3, "10", "0004 'MQTT' 04 1E 003C 0001 'c' 0001 't' 0000",
       kMalformed},
      {"[MQTT-3.1.2-13]", kV5, "10", "0004 'MQTT' 05 22 003C 00 0001 'c'", kMalformed},
      {"3.1.1 [MQTT-3.1.2-15]", kV3, "10", "0004 'MQTT' 04 22 003C 0001 'c'", kMalformed},
      {"3.1.1 [MQTT-3.1.2-22]", kV3, "10", "0004 'MQTT' 04 42 003C 0001 'c' 0001 'p'", kMalformed},
  });
}

TEST_CASE("a CONNECT has all the fields that its flags promise, and no other", "[mqtt]") {
  check_refused({
      {"cut in the name", kV5, "10", "0004 'MQT'", kMalformed},
      {"no flags", kV5, "10", "0004 'MQTT' 05", kMalformed},
      {"cut in the keep alive", kV5, "10", "0004 'MQTT' 05 02 00", kMalformed},
      {"[MQTT-2.2.2-1]", kV5, "10", "0004 'MQTT' 05 02 003C", kMalformed},
      {"[MQTT-3.1.3-3]", kV5, "10", "0004 'MQTT' 05 02 003C 00", kMalformed},
      {"3.1.1 [MQTT-3.1.3-3]", kV3, "10", "0004 'MQTT' 04 02 003C", kMalformed},
      {"[MQTT-3.1.2-9] topic", kV5, "10", "0004 'MQTT' 05 06 003C 00 0001 'c' 00", kMalformed},
      {"[MQTT-3.1.2-9] payload", kV5, "10", "0004 'MQTT' 05 06 003C 00 0001 'c' 00 0001 't'",
       kMalformed},
      {"[MQTT-3.1.2-16]", kV5, "10", "0004 'MQTT' 05 02 003C 00 0001 'c' 0001 'u'", kMalformed},
      {"[MQTT-3.1.2-17]", kV5, "10", "0004 'MQTT' 05 82 003C 00 0001 'c'", kMalformed},
      {"[MQTT-3.1.2-18]", kV5, "10", "0004 'MQTT' 05 82 003C 00 0001 'c' 0001 'u' 0001 'p'",
       kMalformed},
      {"[MQTT-3.1.2-19]", kV5, "10", "0004 'MQTT' 05 C2 003C 00 0001 'c' 0001 'u'", kMalformed},
      {"3.1.1 [MQTT-3.1.2-21]", kV3, "10", "0004 'MQTT' 04 C2 003C 0001 'c' 0001 'u'", kMalformed},
  });
}

TEST_CASE("the texts of a CONNECT are text", "[mqtt]") {
  check_refused({
      {"[MQTT-3.1.3-4]", kV5, "10", "0004 'MQTT' 05 02 003C 00 0001 FF", kMalformed},
      {"[MQTT-3.1.3-11]", kV5, "10", "0004 'MQTT' 05 06 003C 00 0001 'c' 00 0001 80 0000",
       kMalformed},
      {"[MQTT-3.1.3-12]", kV5, "10", "0004 'MQTT' 05 82 003C 00 0001 'c' 0002 C0 80", kMalformed},
      {"3.1.1 [MQTT-3.1.3-4]", kV3, "10", "0004 'MQTT' 04 02 003C 0001 00", kMalformed},
  });
}

TEST_CASE("a will is for a topic name", "[mqtt]") {
  check_refused({
      {"[MQTT-4.7.0-1]", kV5, "10", "0004 'MQTT' 05 06 003C 00 0001 'c' 00 0003 'a/+' 0000",
       Reason::TopicNameInvalid},
      {"[MQTT-4.7.3-1]", kV5, "10", "0004 'MQTT' 05 06 003C 00 0001 'c' 00 0000 0000",
       Reason::TopicNameInvalid},
      {"3.1.1 [MQTT-4.7.1-1]", kV3, "10", "0004 'MQTT' 04 06 003C 0001 'c' 0001 '#' 0000",
       Reason::TopicNameInvalid},
  });
}

TEST_CASE("a CONNECT's properties keep their rules", "[mqtt]") {
  const auto connect = [](std::string_view properties) {
    return "0004 'MQTT' 05 02 003C " + std::string(properties) + " 0001 'c'";
  };
  const auto refused = [&](std::string_view rule, std::string_view properties, Reason reason) {
    check_refused({{rule, kV5, "10", connect(properties), reason}});
  };
  refused("session expiry twice", "0A 11 00000001 11 00000001", kProtocol);
  refused("receive maximum twice", "06 21 0001 21 0001", kProtocol);
  refused("receive maximum 0", "03 21 0000", kProtocol);
  refused("maximum packet size twice", "0A 27 00000001 27 00000001", kProtocol);
  refused("maximum packet size 0", "05 27 00000000", kProtocol);
  refused("topic alias maximum twice", "06 22 0001 22 0001", kProtocol);
  refused("request response information twice", "04 19 00 19 00", kProtocol);
  refused("request response information 2", "02 19 02", kProtocol);
  refused("request problem information twice", "04 17 01 17 01", kProtocol);
  refused("request problem information 2", "02 17 02", kProtocol);
  refused("authentication method twice", "08 15 0001 'm' 15 0001 'm'", kProtocol);
  refused("authentication data twice", "0C 15 0001 'm' 16 0001 'd' 16 0001 'd'", kProtocol);
  refused("authentication data without a method", "04 16 0001 'd'", kProtocol);
  refused("empty authentication data without a method", "03 16 0000", kProtocol);
  refused("topic alias", "03 23 0001", kMalformed);
  refused("reason string", "04 1F 0001 'r'", kMalformed);
  refused("will delay outside the will", "05 18 00000001", kMalformed);
  refused("property 0", "02 00 00", kMalformed);
  refused("property 4, which nobody knows", "02 04 00", kMalformed);
  refused("property 0x2B, which nobody knows", "02 2B 00", kMalformed);
  refused("property 128, which nobody knows", "03 80 01 00", kMalformed);
  refused("[MQTT-1.5.5-1] of the identifier", "06 91 00 00000001", kMalformed);
  refused("[MQTT-1.5.5-1] of the length", "85 00 11 00000001", kMalformed);
  refused("a length of five bytes", "80 80 80 80 01", kMalformed);
  refused("a value beyond the properties", "04 11 00000001", kMalformed);
  refused("a length beyond the packet", "7F 11 00000001", kMalformed);
  refused("[MQTT-1.5.7-1] name", "07 26 0001 FF 0001 'v'", kMalformed);
  refused("[MQTT-1.5.7-1] value", "07 26 0001 'k' 0001 00", kMalformed);
}

TEST_CASE("a will's properties keep their rules", "[mqtt]") {
  const auto connect = [](std::string_view properties) {
    return "0004 'MQTT' 05 06 003C 00 0001 'c' " + std::string(properties) + " 0001 't' 0000";
  };
  const auto refused = [&](std::string_view rule, std::string_view properties, Reason reason) {
    check_refused({{rule, kV5, "10", connect(properties), reason}});
  };
  refused("will delay twice", "0A 18 00000001 18 00000001", kProtocol);
  refused("payload format twice", "04 01 01 01 01", kProtocol);
  refused("payload format 2", "02 01 02", kProtocol);
  refused("message expiry twice", "0A 02 00000001 02 00000001", kProtocol);
  refused("content type twice", "06 03 0000 03 0000", kProtocol);
  refused("response topic twice", "08 08 0001 'a' 08 0001 'a'", kProtocol);
  refused("response topic with a wildcard", "04 08 0001 '#'", kProtocol);
  refused("correlation data twice", "06 09 0000 09 0000", kProtocol);
  refused("topic alias", "03 23 0001", kMalformed);
  refused("subscription identifier", "02 0B 01", kMalformed);
  refused("session expiry", "05 11 00000001", kMalformed);
}

TEST_CASE("of a refused CONNECT the version is known if it was told", "[mqtt]") {
  const auto version_after = [](std::string_view body) {
    Decoder decoder{DecoderLimits{}};
    CHECK(decode(decoder, packet_of("10", body)).error.has_value());
    return decoder.version();
  };
  CHECK(version_after("0004 'MQTT' 05 03 003C 00 0001 'c'") == Version::V5);
  CHECK(version_after("0004 'MQTT' 04 03 003C 0001 'c'") == Version::V311);
  CHECK(version_after("0004 'MQTT' 06 02 003C 00 0001 'c'") == std::nullopt);
}

TEST_CASE("a second CONNECT is the connection's to refuse and changes no version [MQTT-3.1.0-2]",
          "[mqtt]") {
  Decoder decoder{DecoderLimits{}};
  const std::string first = packet_of("10", "0004 'MQTT' 05 02 003C 00 0001 'c'");
  const std::string second = packet_of("10", "0004 'MQTT' 04 02 003C 0001 'c'");

  CHECK(decode(decoder, first + second).packets.size() == 2);

  CHECK(decoder.version() == Version::V5);
}

TEST_CASE("a zero-length client identifier is the session's to refuse [MQTT-3.1.3-6]", "[mqtt]") {
  const auto body = GENERATE("0004 'MQTT' 05 00 003C 00 0000", "0004 'MQTT' 04 00 003C 0000");
  CHECK(decode(packet_of("10", body), std::nullopt).packets.size() == 1);
}

TEST_CASE("a CONNACK keeps its rules", "[mqtt]") {
  check_refused({
      {"[MQTT-3.2.2-1]", kV5, "20", "02 00 00", kMalformed},
      {"3.1.1 section 3.2.2.1", kV3, "20", "80 00", kMalformed},
      {"[MQTT-3.2.2-6]", kV5, "20", "01 87 00", kProtocol},
      {"3.1.1 [MQTT-3.2.2-4]", kV3, "20", "01 05", kProtocol},
      {"[MQTT-3.2.2-8]", kV5, "20", "00 01 00", kProtocol},
      {"[MQTT-3.2.2-8]", kV5, "20", "00 8D 00", kProtocol},
      {"3.1.1 table 3.1", kV3, "20", "00 06", kProtocol},
      {"no properties", kV5, "20", "00 00", kMalformed},
      {"too short", kV3, "20", "00", kMalformed},
      {"too long", kV3, "20", "00 00 00", kMalformed},
      {"too long", kV5, "20", "00 00 00 00", kMalformed},
      {"maximum QoS 2", kV5, "20", "00 00 02 24 02", kProtocol},
      {"maximum QoS twice", kV5, "20", "00 00 04 24 01 24 01", kProtocol},
      {"retain available 2", kV5, "20", "00 00 02 25 02", kProtocol},
      {"wildcards available 2", kV5, "20", "00 00 02 28 02", kProtocol},
      {"subscription identifiers available 2", kV5, "20", "00 00 02 29 02", kProtocol},
      {"shared subscriptions available 2", kV5, "20", "00 00 02 2A 02", kProtocol},
      {"receive maximum 0", kV5, "20", "00 00 03 21 0000", kProtocol},
      {"maximum packet size 0", kV5, "20", "00 00 05 27 00000000", kProtocol},
      {"server keep alive twice", kV5, "20", "00 00 06 13 0001 13 0001", kProtocol},
      {"assigned client twice", kV5, "20", "00 00 08 12 0001 'c' 12 0001 'c'", kProtocol},
      {"reason string twice", kV5, "20", "00 00 06 1F 0000 1F 0000", kProtocol},
      {"response information twice", kV5, "20", "00 00 06 1A 0000 1A 0000", kProtocol},
      {"server reference twice", kV5, "20", "00 00 06 1C 0000 1C 0000", kProtocol},
      {"request problem information", kV5, "20", "00 00 02 17 00", kMalformed},
  });
}

}  // namespace varde::links::mqtt
