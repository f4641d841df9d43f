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

TEST_CASE("a SUBSCRIBE keeps its rules", "[mqtt]") {
  check_refused({
      {"[MQTT-2.2.1-3]", kV5, "82", "0000 00 0001 'f' 00", kProtocol},
      {"3.1.1 [MQTT-2.3.1-1]", kV3, "82", "0000 0001 'f' 00", kProtocol},
      {"[MQTT-3.8.3-1]", kV5, "82", "0001 00 0001 C3 00", kMalformed},
      {"3.1.1 [MQTT-3.8.3-1]", kV3, "82", "0001 0001 C3 00", kMalformed},
      {"[MQTT-3.8.3-2]", kV5, "82", "0001 00", kProtocol},
      {"3.1.1 [MQTT-3.8.3-3]", kV3, "82", "0001", kProtocol},
      {"[MQTT-3.8.3-4]", kV5, "82", "0001 00 000A '$share/g/f' 04", kProtocol},
      {"[MQTT-3.8.3-5]", kV5, "82", "0001 00 0001 'f' 40", kMalformed},
      {"[MQTT-3.8.3-5]", kV5, "82", "0001 00 0001 'f' 80", kMalformed},
      {"3.1.1 [MQTT-3.8.3-4]", kV3, "82", "0001 0001 'f' 04", kMalformed},
      {"3.1.1 [MQTT-3.8.3-4]", kV3, "82", "0001 0001 'f' 03", kMalformed},
      {"QoS 3", kV5, "82", "0001 00 0001 'f' 03", kProtocol},
      {"retain handling 3", kV5, "82", "0001 00 0001 'f' 30", kProtocol},
      {"a filter without options", kV5, "82", "0001 00 0001 'f'", kMalformed},
      {"a second filter cut short", kV3, "82", "0001 0001 'f' 00 0002 'f'", kMalformed},
      {"subscription identifier 0", kV5, "82", "0001 02 0B 00 0001 'f' 00", kProtocol},
      {"subscription identifier twice", kV5, "82", "0001 04 0B 01 0B 01 0001 'f' 00", kProtocol},
      {"reason string", kV5, "82", "0001 03 1F 0000 0001 'f' 00", kMalformed},
      {"no properties", kV5, "82", "0001", kMalformed},
  });
}

TEST_CASE("no local is no error but with a shared subscription", "[mqtt]") {
  const auto filter = GENERATE("0006 '$share'", "0001 'f'", "0008 '$shared/'");
  const std::string body = "0001 00 " + std::string(filter) + " 04";
  CHECK_FALSE(decode(packet_of("82", body), Version::V5).error.has_value());
}

TEST_CASE("a SUBACK keeps its rules", "[mqtt]") {
  check_refused({
      {"packet identifier 0", kV5, "90", "0000 00 00", kProtocol},
      {"[MQTT-3.9.3-2]", kV5, "90", "0001 00 03", kProtocol},
      {"[MQTT-3.9.3-2]", kV5, "90", "0001 00 00 11", kProtocol},
      {"3.1.1 [MQTT-3.9.3-2]", kV3, "90", "0001 87", kProtocol},
      {"3.1.1 [MQTT-3.9.3-2]", kV3, "90", "0001 03", kProtocol},
      {"[MQTT-3.8.4-6]", kV5, "90", "0001 00", kProtocol},
      {"3.1.1 [MQTT-3.8.4-5]", kV3, "90", "0001", kProtocol},
      {"reason string twice", kV5, "90", "0001 06 1F 0000 1F 0000 00", kProtocol},
      {"subscription identifier", kV5, "90", "0001 02 0B 01 00", kMalformed},
  });
}

TEST_CASE("an UNSUBSCRIBE keeps its rules", "[mqtt]") {
  check_refused({
      {"[MQTT-2.2.1-3]", kV5, "A2", "0000 00 0001 'f'", kProtocol},
      {"3.1.1 [MQTT-2.3.1-1]", kV3, "A2", "0000 0001 'f'", kProtocol},
      {"[MQTT-3.10.3-1]", kV5, "A2", "0001 00 0001 FF", kMalformed},
      {"[MQTT-3.10.3-2]", kV5, "A2", "0001 00", kProtocol},
      {"3.1.1 [MQTT-3.10.3-2]", kV3, "A2", "0001", kProtocol},
      {"a filter cut short", kV3, "A2", "0001 0002 'f'", kMalformed},
      {"subscription identifier", kV5, "A2", "0001 02 0B 01 0001 'f'", kMalformed},
  });
}

TEST_CASE("an UNSUBACK keeps its rules", "[mqtt]") {
  check_refused({
      {"packet identifier 0", kV5, "B0", "0000 00 00", kProtocol},
      {"[MQTT-3.11.3-2]", kV5, "B0", "0001 00 01", kProtocol},
      {"[MQTT-3.11.3-2]", kV5, "B0", "0001 00 97", kProtocol},
      {"no reason code", kV5, "B0", "0001 00", kProtocol},
      {"a reason in MQTT 3.1.1", kV3, "B0", "0001 00", kMalformed},
  });
}

}  // namespace varde::links::mqtt
