#include "broker/links/mqtt/codec/encoder.h"

#include <variant>

#include "broker/links/mqtt/codec/bodies.h"
#include "broker/links/mqtt/codec/fixed_header.h"
#include "broker/links/mqtt/codec/writer.h"

namespace varde::links::mqtt {
namespace {

constexpr unsigned first_byte(PacketType type) {
  return static_cast<unsigned>(type) << 4U | reserved_flags(type);
}

unsigned first_byte(const Connect&) { return first_byte(PacketType::Connect); }
unsigned first_byte(const Connack&) { return first_byte(PacketType::Connack); }
unsigned first_byte(const Publish& packet) {
  return first_byte(PacketType::Publish) | publish_flags(packet);
}
unsigned first_byte(const Ack& packet) { return first_byte(static_cast<PacketType>(packet.kind)); }
unsigned first_byte(const Subscribe&) { return first_byte(PacketType::Subscribe); }
unsigned first_byte(const Suback&) { return first_byte(PacketType::Suback); }
unsigned first_byte(const Unsubscribe&) { return first_byte(PacketType::Unsubscribe); }
unsigned first_byte(const Unsuback&) { return first_byte(PacketType::Unsuback); }
unsigned first_byte(const Pingreq&) { return first_byte(PacketType::Pingreq); }
unsigned first_byte(const Pingresp&) { return first_byte(PacketType::Pingresp); }
unsigned first_byte(const Disconnect&) { return first_byte(PacketType::Disconnect); }
unsigned first_byte(const Auth&) { return first_byte(PacketType::Auth); }

void write_body(const Pingreq&, Version, std::string&) {}
void write_body(const Pingresp&, Version, std::string&) {}

template <class One>
void encode_one(const One& packet, Version version, std::string& out) {
  put_u8(out, first_byte(packet));
  put_with_length(out, [&] { write_body(packet, version, out); });
}

}  // namespace

void encode(const Packet& packet, Version version, std::string& out) {
  std::visit([&](const auto& one) { encode_one(one, version, out); }, packet);
}

void encode(const Publish& packet, Version version, std::string& out) {
  encode_one(packet, version, out);
}

void encode(const Ack& packet, Version version, std::string& out) {
  encode_one(packet, version, out);
}

}  // namespace varde::links::mqtt
