// Packets of every type, bare and with all that they can carry.
#pragma once

#include <vector>

#include "broker/links/mqtt/codec/packet.h"

namespace varde::links::mqtt {

// As `version` can say them: what it cannot say is empty.
[[nodiscard]] std::vector<Packet> sample_packets(Version version);

}  // namespace varde::links::mqtt
