// Which packet may carry which property and which reason code, in full, as the standard's tables
// have it and in its numbers: the code has the names.
#include <catch2/catch.hpp>
#include <map>
#include <set>

#include "broker/links/mqtt/codec/variable_integer.h"
#include "tests/unit/links/mqtt/decoding.h"

namespace varde::links::mqtt {
namespace {

using Letters = std::string_view;

// The packets of table 2-4, a letter each.
struct Carrier {
  char letter;
  std::string_view name;
  std::string_view first;
  std::string_view before;  // The properties.
  std::string_view after;
};
constexpr Carrier kCarriers[] = {
    {'c', "CONNECT", "10", "0004 'MQTT' 05 02 003C", "0001 'c'"},
    {'w', "Will Properties", "10", "0004 'MQTT' 05 06 003C 00 0001 'c'", "0001 't' 0000"},
    {'C', "CONNACK", "20", "00 00", ""},
    {'p', "PUBLISH", "30", "0001 't'", ""},
    {'4', "PUBACK", "40", "0001 00", ""},
    {'5', "PUBREC", "50", "0001 00", ""},
    {'6', "PUBREL", "62", "0001 00", ""},
    {'7', "PUBCOMP", "70", "0001 00", ""},
    {'s', "SUBSCRIBE", "82", "0001", "0001 'f' 00"},
    {'S', "SUBACK", "90", "0001", "00"},
    {'u', "UNSUBSCRIBE", "A2", "0001", "0001 'f'"},
    {'U', "UNSUBACK", "B0", "0001", "00"},
    {'d', "DISCONNECT", "E0", "00", ""},
    {'a', "AUTH", "F0", "18", ""},
};

// Table 2-4: who may carry it, and a value of it.
struct Row {
  Letters carriers;
  std::string_view property;
};
const std::map<unsigned, Row>& table() {
  static const std::map<unsigned, Row> kTable{
      {0x01, {"pw", "01 01"}},
      {0x02, {"pw", "02 00000001"}},
      {0x03, {"pw", "03 0001 'x'"}},
      {0x08, {"pw", "08 0001 'x'"}},
      {0x09, {"pw", "09 0001 FF"}},
      {0x0B, {"ps", "0B 01"}},
      {0x11, {"cCd", "11 00000001"}},
      {0x12, {"C", "12 0001 'x'"}},
      {0x13, {"C", "13 0001"}},
      {0x15, {"cCa", "15 0001 'x'"}},
      {0x16, {"cCa", "16 0001 FF"}},
      {0x17, {"c", "17 01"}},
      {0x18, {"w", "18 00000001"}},
      {0x19, {"c", "19 01"}},
      {0x1A, {"C", "1A 0001 'x'"}},
      {0x1C, {"Cd", "1C 0001 'x'"}},
      {0x1F, {"C4567SUda", "1F 0001 'x'"}},
      {0x21, {"cC", "21 0001"}},
      {0x22, {"cC", "22 0001"}},
      {0x23, {"p", "23 0001"}},
      {0x24, {"C", "24 01"}},
      {0x25, {"C", "25 01"}},
      {0x26, {"cwCp4567sSuUda", "26 0001 'k' 0001 'v'"}},
      {0x27, {"cC", "27 00000001"}},
      {0x28, {"C", "28 01"}},
      {0x29, {"C", "29 01"}},
      {0x2A, {"C", "2A 01"}},
  };
  return kTable;
}

// Authentication data and AUTH want their method.
std::string with_method(const Carrier& carrier, unsigned id, std::string_view property) {
  const bool wanted = id == 0x16 || carrier.letter == 'a';
  const bool carried = table().at(0x15).carriers.find(carrier.letter) != Letters::npos;
  return (wanted && carried && id != 0x15 ? "15 0001 'x' " : "") + std::string(property);
}

std::string packet_with(const Carrier& carrier, const std::string& properties) {
  const std::string section = bytes_of(properties);
  std::string body = bytes_of(carrier.before);
  put_variable_integer(body, static_cast<std::uint32_t>(section.size()));
  body += section + bytes_of(carrier.after);
  std::string out = bytes_of(carrier.first);
  put_variable_integer(out, static_cast<std::uint32_t>(body.size()));
  return out + body;
}

std::optional<Reason> refusal(const std::string& bytes) {
  const bool connect = bytes.front() == '\x10';
  const Decoded decoded = decode(bytes, connect ? std::nullopt : std::optional(Version::V5));
  if (!decoded.error) return std::nullopt;
  return decoded.error->reason;
}

}  // namespace

TEST_CASE("a packet carries the properties of table 2-4 and no other", "[mqtt]") {
  for (const auto& [id, row] : table()) {
    for (const Carrier& carrier : kCarriers) {
      CAPTURE(id, carrier.name);
      const std::string bytes = packet_with(carrier, with_method(carrier, id, row.property));
      if (row.carriers.find(carrier.letter) != Letters::npos) {
        CHECK(refusal(bytes) == std::nullopt);
      } else {
        CHECK(refusal(bytes) == Reason::MalformedPacket);
      }
    }
  }
}

TEST_CASE("a property stands once, but for user properties and the identifiers of a PUBLISH",
          "[mqtt]") {
  for (const auto& [id, row] : table()) {
    for (const Carrier& carrier : kCarriers) {
      if (row.carriers.find(carrier.letter) == Letters::npos) continue;
      CAPTURE(id, carrier.name);
      const std::string once = with_method(carrier, id, row.property);
      const std::string bytes = packet_with(carrier, once + std::string(row.property));
      const bool repeats = id == 0x26 || (id == 0x0B && carrier.letter == 'p');
      CHECK(refusal(bytes) == (repeats ? std::nullopt : std::optional(Reason::ProtocolError)));
    }
  }
}

TEST_CASE("an identifier that table 2-4 does not have is malformed everywhere", "[mqtt]") {
  for (unsigned id = 0; id < 128; ++id) {
    if (table().contains(id)) continue;
    for (const Carrier& carrier : kCarriers) {
      CAPTURE(id, carrier.name);
      std::string body = bytes_of(carrier.before);
      body += '\x05';
      body += static_cast<char>(id) + bytes_of("00000001") + bytes_of(carrier.after);
      std::string bytes = bytes_of(carrier.first);
      put_variable_integer(bytes, static_cast<std::uint32_t>(body.size()));
      CHECK(refusal(bytes + body) == Reason::MalformedPacket);
    }
  }
}

TEST_CASE("a packet carries the reason codes of its table and no other", "[mqtt]") {
  struct Codes {
    std::string_view rule;
    std::string_view first;
    std::string_view before;
    std::string_view after;
    std::set<unsigned> codes;
  };
  const Codes tables[] = {
      {"[MQTT-3.2.2-8]", "20", "00", "00", {0x00, 0x80, 0x81, 0x82, 0x83, 0x84, 0x85, 0x86,
                                            0x87, 0x88, 0x89, 0x8A, 0x8C, 0x90, 0x95, 0x97,
                                            0x99, 0x9A, 0x9B, 0x9C, 0x9D, 0x9F}},
      {"[MQTT-3.4.2-1]", "40", "0001", "", {0, 0x10, 0x80, 0x83, 0x87, 0x90, 0x91, 0x97, 0x99}},
      {"[MQTT-3.5.2-1]", "50", "0001", "", {0, 0x10, 0x80, 0x83, 0x87, 0x90, 0x91, 0x97, 0x99}},
      {"[MQTT-3.6.2-1]", "62", "0001", "", {0, 0x92}},
      {"[MQTT-3.7.2-1]", "70", "0001", "", {0, 0x92}},
      {"[MQTT-3.9.3-2]",
       "90",
       "0001 00",
       "",
       {0x00, 0x01, 0x02, 0x80, 0x83, 0x87, 0x8F, 0x91, 0x97, 0x9E, 0xA1, 0xA2}},
      {"[MQTT-3.11.3-2]", "B0", "0001 00", "", {0, 0x11, 0x80, 0x83, 0x87, 0x8F, 0x91}},
      {"[MQTT-3.14.2-1]", "E0", "", "", {0x00, 0x04, 0x80, 0x81, 0x82, 0x83, 0x87, 0x89,
                                         0x8B, 0x8C, 0x8D, 0x8E, 0x8F, 0x90, 0x93, 0x94,
                                         0x95, 0x96, 0x97, 0x98, 0x99, 0x9A, 0x9B, 0x9C,
                                         0x9D, 0x9E, 0x9F, 0xA0, 0xA1, 0xA2}},
      {"[MQTT-3.15.2-1]", "F0", "", "04 15 0001 'm'", {0x00, 0x18, 0x19}},
  };
  for (const Codes& one : tables) {
    for (unsigned code = 0; code < 256; ++code) {
      CAPTURE(one.rule, code);
      const std::string body = bytes_of(one.before) + static_cast<char>(code) + bytes_of(one.after);
      std::string bytes = bytes_of(one.first);
      put_variable_integer(bytes, static_cast<std::uint32_t>(body.size()));
      if (one.codes.contains(code)) {
        CHECK(refusal(bytes + body) == std::nullopt);
      } else {
        CHECK(refusal(bytes + body) == Reason::ProtocolError);
      }
    }
  }
}

}  // namespace varde::links::mqtt
