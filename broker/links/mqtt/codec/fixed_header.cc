#include "broker/links/mqtt/codec/fixed_header.h"

#include "broker/links/mqtt/codec/variable_integer.h"

namespace varde::links::mqtt {
namespace {

constexpr unsigned kDup = 0x08;
constexpr unsigned kQos = 0x06;

std::string_view publish_flags_fault(unsigned flags) {
  if ((flags & kQos) == kQos) return "QoS 3";
  if ((flags & kDup) != 0 && (flags & kQos) == 0) return "DUP with QoS 0";
  return {};
}

// What is wrong with a packet's first byte; empty: nothing.
std::string_view first_byte_fault(unsigned type, unsigned flags, std::optional<Version> version) {
  if (type == 0) return "packet type 0";
  if (type == static_cast<unsigned>(PacketType::Auth) && version == Version::V311) {
    return "packet type 15 in MQTT 3.1.1";
  }
  if (type == static_cast<unsigned>(PacketType::Publish)) return publish_flags_fault(flags);
  if (flags != reserved_flags(static_cast<PacketType>(type))) return "reserved flags";
  return {};
}

}  // namespace

Result<std::optional<FixedHeader>, PacketError> read_fixed_header(std::string_view bytes,
                                                                  std::optional<Version> version) {
  if (bytes.empty()) return std::optional<FixedHeader>();
  const auto first = static_cast<std::uint8_t>(bytes.front());
  const unsigned type = first >> 4U;
  const unsigned flags = first & 0x0FU;
  if (!version && type != static_cast<unsigned>(PacketType::Connect)) {
    return PacketError{Reason::ProtocolError, "the first packet is no CONNECT"};
  }
  const std::string_view fault = first_byte_fault(type, flags, version);
  if (!fault.empty()) return PacketError{Reason::MalformedPacket, fault};

  const VariableInteger length = read_variable_integer(bytes.substr(1));
  if (length.form == VariableInteger::Form::Cut) return std::optional<FixedHeader>();
  if (length.form == VariableInteger::Form::TooLong) {
    return PacketError{Reason::MalformedPacket, "a remaining length of more than four bytes"};
  }
  return std::optional<FixedHeader>(FixedHeader{static_cast<PacketType>(type),
                                                static_cast<std::uint8_t>(flags), 1 + length.bytes,
                                                length.value, length.shortest()});
}

}  // namespace varde::links::mqtt
