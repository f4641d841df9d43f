// The way out to one client, as its protocol sees the connection.
//
// Thread safety: all of it on the thread of the listener.
#pragma once

#include <cstddef>

#include "broker/links/mqtt/codec/packet.h"

namespace varde::links::mqtt {

class Outlet {
 public:
  virtual ~Outlet() = default;

  // Queues a packet for the client; it leaves at the end of this turn. `version` as negotiated.
  virtual void send(const Packet& packet, Version version) = 0;
  virtual void send(const Publish& packet, Version version) = 0;
  virtual void send(const Ack& packet, Version version) = 0;

  // Bytes that have not left yet.
  [[nodiscard]] virtual std::size_t backlog() const = 0;

  // The protocol can take packets again: go on with what has arrived.
  virtual void resume() = 0;

  // Ends the connection when what was sent has left, or a short while later.
  virtual void end() = 0;
};

}  // namespace varde::links::mqtt
