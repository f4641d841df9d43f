#include "broker/app/listen_address_config.h"

#include <string>

namespace varde::app {

std::optional<ListenAddress> read_listen_address(yaml::YamlMap& map, std::string_view key,
                                                 yaml::Problems& problems) {
  constexpr std::size_t kAddressBytes = 100;
  const auto value = map.text(key, kAddressBytes);
  if (!value) return std::nullopt;
  const auto address = parse_listen_address(*value);
  if (!address) {
    problems.add(yaml::ConfigErrorCode::NotAllowed, map.mark_of(key), map.path_of(key),
                 "\"" + *value + "\" is not an address to listen on", std::string(kListenForm));
  }
  return address;
}

}  // namespace varde::app
