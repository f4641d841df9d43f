// MQTT packets to bytes.
// Thread safety: pure functions.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "broker/links/mqtt/codec/packet.h"

namespace varde::links::mqtt {

// Adds `packet` as `version` writes it to `out`. In MQTT 3.1.1 what only MQTT 5 can say is left
// out; a CONNACK's reason becomes its return code, an error in SUBACK becomes 0x80.
// REQUIRES: a packet that the decoder would take; strings and binary data of at most 65,535 bytes,
// what follows the fixed header at most 268,435,455; DISCONNECT from a server, and AUTH, only in
// MQTT 5.
void encode(const Packet& packet, Version version, std::string& out);
void encode(const Publish& packet, Version version, std::string& out);
void encode(const Ack& packet, Version version, std::string& out);

// The return code of a CONNACK of MQTT 3.1.1 (its section 3.2.2.3) for `reason`. What none of the
// five names is 3 (unavailable) if it passes by itself, else 5 (not authorized): a client that is
// told 3 tries again soon.
[[nodiscard]] std::uint8_t connect_return_code(Reason reason);

}  // namespace varde::links::mqtt
