#include <catch2/catch.hpp>

#include "tests/unit/links/mqtt/decoding.h"

// In these tables a rule without a version is one of MQTT 5.0; "3.1.1 [...]" is one of MQTT 3.1.1.
namespace varde::links::mqtt {
namespace {

constexpr Version kV3 = Version::V311;
constexpr Version kV5 = Version::V5;
constexpr Reason kMalformed = Reason::MalformedPacket;
constexpr Reason kProtocol = Reason::ProtocolError;

}  // namespace

TEST_CASE("a PUBLISH keeps the rules of its flags and its fields", "[mqtt]") {
  check_refused({
      {"[MQTT-3.3.1-2]", kV5, "38", "0001 't' 00", kMalformed},
      {"3.1.1 [MQTT-3.3.1-2]", kV3, "38", "0001 't'", kMalformed},
      {"[MQTT-3.3.1-4]", kV5, "36", "0001 't' 0001 00", kMalformed},
      {"3.1.1 [MQTT-3.3.1-4]", kV3, "3E", "0001 't' 0001", kMalformed},
      {"[MQTT-2.2.1-3]", kV5, "32", "0001 't' 0000 00", kProtocol},
      {"3.1.1 [MQTT-2.3.1-1]", kV3, "34", "0001 't' 0000", kProtocol},
      {"[MQTT-3.3.2-1]", kV5, "30", "0001 FF 00", kMalformed},
      {"[MQTT-3.3.2-1]", kV5, "30", "", kMalformed},
      {"no properties", kV5, "30", "0001 't'", kMalformed},
      {"no packet identifier", kV3, "32", "0001 't' 00", kMalformed},
      {"a topic beyond the packet", kV3, "30", "0002 't'", kMalformed},
  });
}

TEST_CASE("a message is for a topic name", "[mqtt]") {
  check_refused({
      {"[MQTT-3.3.2-2]", kV5, "30", "0001 '#' 00", Reason::TopicNameInvalid},
      {"[MQTT-3.3.2-2]", kV5, "30", "0005 'a/+/b' 00", Reason::TopicNameInvalid},
      {"3.1.1 [MQTT-3.3.2-2]", kV3, "32", "0003 'a/#' 0001", Reason::TopicNameInvalid},
      {"3.1.1 [MQTT-4.7.3-1]", kV3, "30", "0000", kProtocol},
      {"empty and no alias", kV5, "30", "0000 00", kProtocol},
      {"[MQTT-4.7.3-2]", kV5, "30", "0003 'a' 00 'b' 00", kMalformed},
  });
}

TEST_CASE("a PUBLISH's properties keep their rules", "[mqtt]") {
  check_refused({
      {"payload format 2", kV5, "30", "0001 't' 02 01 02", kProtocol},
      {"payload format twice", kV5, "30", "0001 't' 04 01 00 01 00", kProtocol},
      {"message expiry twice", kV5, "30", "0001 't' 0A 02 00000001 02 00000001", kProtocol},
      {"[MQTT-3.3.2-8]", kV5, "30", "0001 't' 03 23 0000", Reason::TopicAliasInvalid},
      {"topic alias twice", kV5, "30", "0001 't' 06 23 0001 23 0001", kProtocol},
      {"[MQTT-3.3.2-13]", kV5, "30", "0001 't' 04 08 0001 FF", kMalformed},
      {"[MQTT-3.3.2-14]", kV5, "30", "0001 't' 04 08 0001 '+'", kProtocol},
      {"[MQTT-4.7.3-1] of a response topic", kV5, "30", "0001 't' 03 08 0000", kProtocol},
      {"response topic twice", kV5, "30", "0001 't' 08 08 0001 'a' 08 0001 'b'", kProtocol},
      {"correlation data twice", kV5, "30", "0001 't' 06 09 0000 09 0000", kProtocol},
      {"[MQTT-3.3.2-19]", kV5, "30", "0001 't' 04 03 0001 80", kMalformed},
      {"content type twice", kV5, "30", "0001 't' 06 03 0000 03 0000", kProtocol},
      {"subscription identifier 0", kV5, "30", "0001 't' 02 0B 00", kProtocol},
      {"subscription identifier of five bytes", kV5, "30", "0001 't' 06 0B FFFFFFFF 01",
       kMalformed},
      {"will delay", kV5, "30", "0001 't' 05 18 00000001", kMalformed},
      {"reason string", kV5, "30", "0001 't' 03 1F 0000", kMalformed},
      {"an identifier without its value", kV5, "30", "0001 't' 01 01 00", kMalformed},
      {"a value that reaches into the payload", kV5, "30", "0001 't' 03 01 00 02 'payload'",
       kMalformed},
      {"a text that reaches into the payload", kV5, "30", "0001 't' 04 03 0009 'p' 'ayload'",
       kMalformed},
  });
}

TEST_CASE("acknowledgements keep their rules", "[mqtt]") {
  for (const std::string_view first : {"40", "50", "62", "70"}) {
    check_refused({
        {"[MQTT-2.2.1-5]", kV5, first, "0000", kProtocol},
        {"3.1.1 [MQTT-2.3.1-6]", kV3, first, "0000", kProtocol},
        {"no packet identifier", kV5, first, "", kMalformed},
        {"half a packet identifier", kV3, first, "00", kMalformed},
        {"a reason in MQTT 3.1.1", kV3, first, "0001 00", kMalformed},
        {"after the end", kV5, first, "0001 00 00 00", kMalformed},
        {"properties cut short", kV5, first, "0001 00 03 1F 00", kMalformed},
        {"reason string twice", kV5, first, "0001 00 06 1F 0000 1F 0000", kProtocol},
        {"server reference", kV5, first, "0001 00 03 1C 0000", kMalformed},
    });
  }
  check_refused({
      {"[MQTT-3.4.2-1]", kV5, "40", "0001 92", kProtocol},
      {"[MQTT-3.4.2-1]", kV5, "40", "0001 01 00", kProtocol},
      {"[MQTT-3.5.2-1]", kV5, "50", "0001 92", kProtocol},
      {"[MQTT-3.6.2-1]", kV5, "62", "0001 10", kProtocol},
      {"[MQTT-3.6.2-1]", kV5, "62", "0001 80 00", kProtocol},
      {"[MQTT-3.7.2-1]", kV5, "70", "0001 91", kProtocol},
  });
}

}  // namespace varde::links::mqtt
