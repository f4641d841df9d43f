// One application message on its way through the broker, shared by all who get it.
// Thread safety: values; a shared one is never changed.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "broker/base/instant.h"
#include "broker/links/mqtt/codec/packet.h"

namespace varde::links::mqtt {

struct Message {
  std::string topic;
  std::string payload;
  Qos qos = Qos::AtMostOnce;  // As published.
  bool retain = false;        // As published.
  // Without topic alias, subscription identifiers and expiry, which belong to one PUBLISH.
  PublishProperties properties;
  std::optional<Instant> expires_at;  // Not delivered at or after this.
  friend bool operator==(const Message&, const Message&) = default;
};
using MessagePtr = std::shared_ptr<const Message>;

}  // namespace varde::links::mqtt
