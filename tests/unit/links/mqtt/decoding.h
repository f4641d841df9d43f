// Bytes as the tests of the codec write them, and what the decoder makes of them.
#pragma once

#include <cstddef>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "broker/links/mqtt/codec/decoder.h"
#include "broker/links/mqtt/codec/packet.h"

namespace varde::links::mqtt {

// Bytes in hexadecimal and text in single quotes, with any spaces: "0004 'MQTT' 05".
[[nodiscard]] std::string bytes_of(std::string_view written);

// A packet of this first byte and body, with the length between them.
[[nodiscard]] std::string packet_of(std::string_view first, std::string_view body);

[[nodiscard]] std::string encoded(const Packet& packet, Version version);

// All packets up to the end or the first error.
struct Decoded {
  std::vector<Packet> packets;
  std::optional<PacketError> error;
};
[[nodiscard]] Decoded decode(Decoder& decoder, std::string_view bytes);
[[nodiscard]] Decoded decode(std::string_view bytes, std::optional<Version> version);

// The same, with the bytes handed over in pieces that end at `cuts`, which are in order.
[[nodiscard]] Decoded decode_cut(std::string_view bytes, std::optional<Version> version,
                                 const std::vector<std::size_t>& cuts);

// A packet that has to be refused. `rule`: the statement that it breaks.
struct Refused {
  std::string_view rule;
  Version version;
  std::string_view first;
  std::string_view body;
  Reason reason;
};

// Checks that each is refused for its reason, whole or byte by byte.
void check_refused(const std::vector<Refused>& packets);

inline std::ostream& operator<<(std::ostream& out, Version version) {
  return out << (version == Version::V5 ? "MQTT 5" : "MQTT 3.1.1");
}
inline std::ostream& operator<<(std::ostream& out, Reason reason) {
  return out << "reason " << static_cast<int>(reason);
}

}  // namespace varde::links::mqtt
