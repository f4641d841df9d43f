// Clients as the tests need them.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "broker/links/mqtt/clients/client.h"

namespace varde::test {

// As `varde client add` makes it: a device if the name is that of one. `secret` empty: none.
inline links::mqtt::Client client(const std::string& name, std::string_view secret = "") {
  links::mqtt::Client made;
  made.name = name;
  const auto device = links::mqtt::device_named(name);
  made.kind = device ? links::mqtt::ClientKind::Device : links::mqtt::ClientKind::Trusted;
  made.device = device.value_or(core::DeviceRef{});
  if (!secret.empty()) made.secret = links::mqtt::hash_secret(secret);
  made.created_at = Instant(std::chrono::seconds(1'795'500'000));
  return made;
}

inline links::mqtt::Client trusted(const std::string& name, std::vector<std::string> publish,
                                   std::vector<std::string> subscribe) {
  links::mqtt::Client made = client(name);
  made.publish = std::move(publish);
  made.subscribe = std::move(subscribe);
  return made;
}

}  // namespace varde::test
