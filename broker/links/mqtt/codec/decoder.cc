#include "broker/links/mqtt/codec/decoder.h"

#include <algorithm>
#include <utility>

#include "broker/links/mqtt/codec/bodies.h"
#include "broker/links/mqtt/codec/fixed_header.h"

namespace varde::links::mqtt {
namespace {

std::string_view take(std::string_view& bytes, std::size_t size) {
  const std::string_view taken = bytes.substr(0, size);
  bytes.remove_prefix(taken.size());
  return taken;
}

std::string_view view(const std::vector<char>& bytes) { return {bytes.data(), bytes.size()}; }

std::optional<Packet> parse_body(const FixedHeader& header, Reader& in,
                                 std::optional<Version>& version) {
  if (header.type == PacketType::Connect) return parse_connect(in, version);
  const Version v = *version;  // The fixed header of another packet has asked for it.
  switch (header.type) {
    case PacketType::Connect: break;
    case PacketType::Connack: return parse_connack(in, v);
    case PacketType::Publish: return parse_publish(in, v, header.flags);
    case PacketType::Puback: return parse_ack(in, v, AckKind::Puback);
    case PacketType::Pubrec: return parse_ack(in, v, AckKind::Pubrec);
    case PacketType::Pubrel: return parse_ack(in, v, AckKind::Pubrel);
    case PacketType::Pubcomp: return parse_ack(in, v, AckKind::Pubcomp);
    case PacketType::Subscribe: return parse_subscribe(in, v);
    case PacketType::Suback: return parse_suback(in, v);
    case PacketType::Unsubscribe: return parse_unsubscribe(in, v);
    case PacketType::Unsuback: return parse_unsuback(in, v);
    case PacketType::Pingreq: return Pingreq{};
    case PacketType::Pingresp: return Pingresp{};
    case PacketType::Disconnect: return parse_disconnect(in, v);
    case PacketType::Auth: return parse_auth(in);
  }
  return std::nullopt;
}

}  // namespace

Decoder::Next Decoder::next(std::string_view& bytes) {
  if (!kept_.empty()) return complete(bytes);
  const auto header = header_of(bytes);
  if (header.has_error()) return header.error();
  if (*header && bytes.size() >= (*header)->packet_bytes()) {
    return parse(**header, take(bytes, (*header)->packet_bytes()));
  }
  expected_ = *header ? (*header)->packet_bytes() : 0;
  keep(take(bytes, bytes.size()));
  return std::optional<Packet>();
}

// Goes on with a packet that was not whole.
Decoder::Next Decoder::complete(std::string_view& bytes) {
  while (expected_ == 0) {
    if (bytes.empty()) return std::optional<Packet>();
    keep(take(bytes, 1));
    const auto header = header_of(view(kept_));
    if (header.has_error()) return header.error();
    if (*header) expected_ = (*header)->packet_bytes();
  }
  keep(take(bytes, expected_ - kept_.size()));
  if (kept_.size() < expected_) return std::optional<Packet>();
  const std::vector<char> whole = std::exchange(kept_, {});
  const auto header = read_fixed_header(view(whole), version_);
  expected_ = 0;
  return parse(**header, view(whole));
}

// The header of the packet that `bytes` begins with, if it is whole and the packet not too large.
Result<std::optional<FixedHeader>, PacketError> Decoder::header_of(std::string_view bytes) const {
  auto header = read_fixed_header(bytes, version_);
  if (header && *header && (*header)->packet_bytes() > limits_.largest_packet) {
    return PacketError{Reason::PacketTooLarge, "a packet beyond the limit"};
  }
  return header;
}

Decoder::Next Decoder::parse(const FixedHeader& header, std::string_view packet) {
  Reader in(packet.substr(header.bytes), limits_);
  std::optional<Version> version = version_;
  auto parsed = parse_body(header, in, version);
  if (!version_) version_ = version;
  if (!in.at_end()) in.fail(Reason::MalformedPacket, "bytes after the end of a packet");
  if (!header.shortest && version == Version::V5) {
    in.fail(Reason::MalformedPacket, "an integer of more bytes than needed");
  }
  if (in.error()) return *in.error();
  return parsed;
}

// Doubles the memory where it has to grow, as a hostile length must not reserve any, but never
// beyond the packet.
void Decoder::keep(std::string_view bytes) {
  const std::size_t needed = kept_.size() + bytes.size();
  if (needed > kept_.capacity()) {
    kept_.reserve(std::clamp(2 * kept_.capacity(), needed, std::max(needed, expected_)));
  }
  kept_.insert(kept_.end(), bytes.begin(), bytes.end());
}

}  // namespace varde::links::mqtt
