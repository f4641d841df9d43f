// Bytes against values, both ways: the specification's own examples where it has them, and the
// short forms that it allows.
#include <catch2/catch.hpp>

#include "broker/links/mqtt/codec/encoder.h"
#include "broker/links/mqtt/codec/variable_integer.h"
#include "tests/unit/links/mqtt/decoding.h"

namespace varde::links::mqtt {
namespace {

Packet decoded_of(std::string_view written, Version version) {
  CAPTURE(written);
  Decoded decoded = decode(bytes_of(written), version);
  REQUIRE_FALSE(decoded.error.has_value());
  REQUIRE(decoded.packets.size() == 1);
  return std::move(decoded.packets.front());
}

void check_both_ways(const Packet& packet, std::string_view written, Version version) {
  CAPTURE(written, version);
  CHECK((decoded_of(written, version) == packet));
  CHECK(encoded(packet, version) == bytes_of(written));
}

constexpr Version kBoth[] = {Version::V311, Version::V5};

}  // namespace

TEST_CASE("variable byte integers are as in table 1-1 [MQTT-1.5.5-1]", "[mqtt]") {
  const auto [value, written] = GENERATE(table<std::uint32_t, std::string>({
      {0, "00"},
      {127, "7F"},
      {128, "80 01"},
      {16'383, "FF 7F"},
      {16'384, "80 80 01"},
      {2'097'151, "FF FF 7F"},
      {2'097'152, "80 80 80 01"},
      {268'435'455, "FF FF FF 7F"},
  }));
  std::string out;
  put_variable_integer(out, value);
  CHECK(out == bytes_of(written));

  const VariableInteger read = read_variable_integer(out);

  CHECK(read.form == VariableInteger::Form::Whole);
  CHECK(read.value == value);
  CHECK(read.bytes == out.size());
  CHECK(read.shortest());
}

TEST_CASE("text is as in figure 1-2, an A and U+2A6D4 [MQTT-1.5.4-1]", "[mqtt]") {
  Unsubscribe packet{10, {"A\U0002A6D4"}, {}};
  check_both_ways(packet, "A2 09 000A 0005 41 F0 AA 9B 94", Version::V311);
}

TEST_CASE("a byte order mark is a character like others [MQTT-1.5.4-3]", "[mqtt]") {
  Unsubscribe packet{10, {"\uFEFFa\uFEFF"}, {}};
  check_both_ways(packet, "A2 0B 000A 0007 EF BB BF 'a' EF BB BF", Version::V311);
}

TEST_CASE("CONNECT is as in figure 3-6 [MQTT-3.1.3-1]", "[mqtt]") {
  Connect packet;
  packet.keep_alive_s = 10;
  packet.client_id = "c";
  packet.will = Will{Qos::AtLeastOnce, false, "t", "m", 0, {}};
  packet.user = "u";
  packet.password = "p";
  SECTION("MQTT 5") {
    packet.session_expiry_s = 10;
    check_both_ways(packet,
                    "10 20 0004 'MQTT' 05 CE 000A 05 11 0000000A"
                    "0001 'c' 00 0001 't' 0001 'm' 0001 'u' 0001 'p'",
                    Version::V5);
  }
  SECTION("MQTT 3.1.1") {
    packet.version = Version::V311;
    check_both_ways(packet,
                    "10 19 0004 'MQTT' 04 CE 000A 0001 'c' 0001 't' 0001 'm' 0001 'u' 0001 'p'",
                    Version::V311);
  }
}

TEST_CASE("PUBLISH is as in figure 3-9", "[mqtt]") {
  Publish packet;
  packet.qos = Qos::AtLeastOnce;
  packet.packet_id = 10;
  packet.topic = "a/b";
  check_both_ways(packet, "32 07 0003 'a/b' 000A", Version::V311);
  check_both_ways(packet, "32 08 0003 'a/b' 000A 00", Version::V5);
}

TEST_CASE("a PUBLISH of QoS 0 has no packet identifier [MQTT-2.2.1-2]", "[mqtt]") {
  Publish packet;
  packet.topic = "a/b";
  packet.payload = "hi";
  check_both_ways(packet, "30 07 0003 'a/b' 'hi'", Version::V311);
  check_both_ways(packet, "30 08 0003 'a/b' 00 'hi'", Version::V5);
}

TEST_CASE("the flags of PUBLISH are DUP, QoS and RETAIN", "[mqtt]") {
  Publish packet;
  packet.dup = true;
  packet.qos = Qos::ExactlyOnce;
  packet.retain = true;
  packet.packet_id = 1;
  packet.topic = "t";
  check_both_ways(packet, "3D 05 0001 't' 0001", Version::V311);
}

TEST_CASE("SUBSCRIBE is as in figures 3-19 and 3-21", "[mqtt]") {
  const Subscribe packet{10, {{"a/b", Qos::AtLeastOnce}, {"c/d", Qos::ExactlyOnce}}, {}, {}};
  check_both_ways(packet, "82 0E 000A 0003 'a/b' 01 0003 'c/d' 02", Version::V311);
  check_both_ways(packet, "82 0F 000A 00 0003 'a/b' 01 0003 'c/d' 02", Version::V5);
}

TEST_CASE("subscription options are as in figure 3-20", "[mqtt]") {
  const Subscribe packet{
      1, {{"f", Qos::ExactlyOnce, true, true, RetainHandling::DoNotSend}}, 300, {}};
  check_both_ways(packet, "82 0A 0001 03 0B AC 02 0001 'f' 2E", Version::V5);
}

TEST_CASE("UNSUBSCRIBE is as in figure 3.30", "[mqtt]") {
  const Unsubscribe packet{10, {"a/b", "c/d"}, {}};
  check_both_ways(packet, "A2 0C 000A 0003 'a/b' 0003 'c/d'", Version::V311);
  check_both_ways(packet, "A2 0D 000A 00 0003 'a/b' 0003 'c/d'", Version::V5);
}

TEST_CASE("the answers of a server have the bytes that the standards give", "[mqtt]") {
  Connack present;
  present.session_present = true;
  check_both_ways(Connack{}, "20 02 00 00", Version::V311);
  check_both_ways(present, "20 02 01 00", Version::V311);
  check_both_ways(Connack{}, "20 03 00 00 00", Version::V5);
  check_both_ways(Suback{10, {Reason::GrantedQos1, Reason::UnspecifiedError}, "", {}},
                  "90 04 000A 01 80", Version::V311);
  check_both_ways(Suback{10, {Reason::GrantedQos1, Reason::NotAuthorized}, "", {}},
                  "90 05 000A 00 01 87", Version::V5);
  check_both_ways(Unsuback{10, {}, "", {}}, "B0 02 000A", Version::V311);
  check_both_ways(Unsuback{10, {Reason::NoSubscriptionExisted}, "", {}}, "B0 04 000A 00 11",
                  Version::V5);
}

TEST_CASE("pings and acknowledgements have the bytes that the standards give", "[mqtt]") {
  for (const Version version : kBoth) {
    check_both_ways(Pingreq{}, "C0 00", version);
    check_both_ways(Pingresp{}, "D0 00", version);
    check_both_ways(Disconnect{}, "E0 00", version);
    check_both_ways(Ack{AckKind::Puback, 10, Reason::Success, "", {}}, "40 02 000A", version);
    check_both_ways(Ack{AckKind::Pubrec, 10, Reason::Success, "", {}}, "50 02 000A", version);
    check_both_ways(Ack{AckKind::Pubrel, 10, Reason::Success, "", {}}, "62 02 000A", version);
    check_both_ways(Ack{AckKind::Pubcomp, 10, Reason::Success, "", {}}, "70 02 000A", version);
  }
}

TEST_CASE("an acknowledgement may leave out its properties, and its success", "[mqtt]") {
  const Ack refused{AckKind::Puback, 10, Reason::QuotaExceeded, "", {}};
  const Ack taken{AckKind::Puback, 10, Reason::Success, "", {}};
  check_both_ways(refused, "40 03 000A 97", Version::V5);
  CHECK((decoded_of("40 04 000A 97 00", Version::V5) == Packet(refused)));
  CHECK((decoded_of("40 03 000A 00", Version::V5) == Packet(taken)));
  CHECK((decoded_of("40 04 000A 00 00", Version::V5) == Packet(taken)));
}

TEST_CASE("DISCONNECT may leave out its properties, and its success", "[mqtt]") {
  const Disconnect with_will{Reason::DisconnectWithWill, {}, "", "", {}};
  check_both_ways(with_will, "E0 01 04", Version::V5);
  CHECK((decoded_of("E0 02 04 00", Version::V5) == Packet(with_will)));
  CHECK((decoded_of("E0 01 00", Version::V5) == Packet(Disconnect{})));
  CHECK((decoded_of("E0 02 00 00", Version::V5) == Packet(Disconnect{})));
  check_both_ways(Disconnect{Reason::Success, 0, "", "", {}}, "E0 07 00 05 11 00000000",
                  Version::V5);
}

TEST_CASE("AUTH of success needs no body; all else needs its method", "[mqtt]") {
  check_both_ways(Auth{}, "F0 00", Version::V5);
  check_both_ways(Auth{Reason::ContinueAuthentication, "m", "d", "", {}},
                  "F0 0A 18 08 15 0001 'm' 16 0001 'd'", Version::V5);
}

TEST_CASE("properties may come in any order", "[mqtt]") {
  Publish packet;
  packet.topic = "t";
  packet.properties.payload_format = std::uint8_t{1};
  packet.properties.content_type = "c";
  packet.properties.user = {{"k", "v"}};
  const auto written = GENERATE("30 11 0001 't' 0D 01 01 03 0001 'c' 26 0001 'k' 0001 'v'",
                                "30 11 0001 't' 0D 26 0001 'k' 0001 'v' 03 0001 'c' 01 01");
  CHECK((decoded_of(written, Version::V5) == Packet(packet)));
}

TEST_CASE("a default that is sent is a default", "[mqtt]") {
  Connect packet;
  packet.client_id = "c";
  CHECK((decoded_of("10 1A 0004 'MQTT' 05 02 0000 0C 11 00000000 22 0000 19 00 17 01 0001 'c'",
                    Version::V5) == Packet(packet)));
}

TEST_CASE("a MQTT 3.1.1 length may take more bytes than needed", "[mqtt]") {
  // Only MQTT 5 asks for the fewest.
  CHECK((decoded_of("C0 80 80 80 00", Version::V311) == Packet(Pingreq{})));
}

TEST_CASE("control characters and non-characters are left to those who read them", "[mqtt]") {
  // Section 1.5.4: a receiver MAY refuse them.
  const Unsubscribe packet{1, {"\x01\x7F\uFFFF"}, {}};
  check_both_ways(packet, "A2 09 0001 0005 01 7F EF BF BF", Version::V311);
}

}  // namespace varde::links::mqtt
