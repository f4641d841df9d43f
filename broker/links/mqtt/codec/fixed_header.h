// What each packet begins with: its type, its flags and its length (MQTT 5.0 section 2.1).
// Inside broker/links/mqtt. Thread safety: values, a pure function.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "broker/base/result.h"
#include "broker/links/mqtt/codec/decoder.h"
#include "broker/links/mqtt/codec/packet.h"

namespace varde::links::mqtt {

enum class PacketType : std::uint8_t {
  Connect = 1,
  Connack = 2,
  Publish = 3,
  Puback = 4,
  Pubrec = 5,
  Pubrel = 6,
  Pubcomp = 7,
  Subscribe = 8,
  Suback = 9,
  Unsubscribe = 10,
  Unsuback = 11,
  Pingreq = 12,
  Pingresp = 13,
  Disconnect = 14,
  Auth = 15,
};

struct FixedHeader {
  PacketType type = PacketType::Connect;
  std::uint8_t flags = 0;
  std::size_t bytes = 0;      // Of the header itself.
  std::size_t remaining = 0;  // What follows it.
  bool shortest = true;       // The length is written in the fewest bytes.

  [[nodiscard]] std::size_t packet_bytes() const { return bytes + remaining; }
};

// The flags of `type` where they are not PUBLISH's own: reserved, but for three types not zero
// (table 2-2).
[[nodiscard]] constexpr std::uint8_t reserved_flags(PacketType type) {
  return type == PacketType::Pubrel || type == PacketType::Subscribe ||
                 type == PacketType::Unsubscribe
             ? 0x02
             : 0x00;
}

// The header that `bytes` begins with; none if it is not whole yet. A first byte that no packet may
// have is an error before the second has come. `version` none: only a CONNECT may come
// [MQTT-3.1.0-1].
[[nodiscard]] Result<std::optional<FixedHeader>, PacketError> read_fixed_header(
    std::string_view bytes, std::optional<Version> version);

}  // namespace varde::links::mqtt
