// The form in which mqtt-clients.json keeps the clients: docs/internals/mqtt-clients.md.
// Thread safety: pure functions.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "broker/base/fault.h"
#include "broker/base/result.h"
#include "broker/links/mqtt/clients/client.h"

namespace varde::links::mqtt {

[[nodiscard]] std::string write_clients(const std::vector<Client>& clients);

// By name, each once, at most kClients. The fault names the entry and what is wrong with it.
[[nodiscard]] Result<std::vector<Client>, Fault> read_clients(std::string_view text);

}  // namespace varde::links::mqtt
