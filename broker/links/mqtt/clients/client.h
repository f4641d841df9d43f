// Who may connect to the MQTT listener.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "broker/base/instant.h"
#include "broker/core/signal.h"
#include "broker/links/mqtt/clients/client_secret.h"

namespace varde::links::mqtt {

inline constexpr std::size_t kClients = 200'000;
inline constexpr std::size_t kFiltersPerClient = 256;  // For publishing and subscribing together.
inline constexpr std::size_t kLongestFilter = 1'024;   // Bytes.

// X.509 allows no longer common name (ub-common-name, RFC 5280 appendix A).
inline constexpr std::size_t kLongestCommonName = 64;

enum class ClientKind : std::uint8_t {
  Device,   // One device: its own topics and nothing else.
  Trusted,  // A bridge, a gateway, an integrator: the topics it was given.
  Lab,      // Anybody, where the configuration says so; never in the file.
};

struct Client {
  std::string name;  // The MQTT user name. A device's: "<municipality>/<device>". Lab: empty.
  ClientKind kind = ClientKind::Device;
  core::DeviceRef device;              // Of a device; empty otherwise.
  std::optional<SecretHash> secret;    // None: only by a certificate with `name` as common name.
  std::vector<std::string> publish;    // Topic filters of a trusted client; empty otherwise.
  std::vector<std::string> subscribe;  // The same.
  bool disabled = false;
  Instant created_at;
  friend bool operator==(const Client&, const Client&) = default;
};

// The device that a client of this name is; none if it is not "<municipality>/<device>".
[[nodiscard]] std::optional<core::DeviceRef> device_named(std::string_view name);

[[nodiscard]] std::string client_name(const core::DeviceRef& device);

// What is wrong with a client that is to be kept; empty: nothing.
[[nodiscard]] std::string fault_of(const Client& client);

[[nodiscard]] Client lab_client();

}  // namespace varde::links::mqtt
