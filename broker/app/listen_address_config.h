// An address to listen on, as a configuration names it.
#pragma once

#include <optional>
#include <string_view>

#include "broker/app/listen_address.h"
#include "broker/yaml/yaml_map.h"

namespace varde::app {

// None where the key is not there or no address; then `problems` says so.
[[nodiscard]] std::optional<ListenAddress> read_listen_address(yaml::YamlMap& map,
                                                               std::string_view key,
                                                               yaml::Problems& problems);

}  // namespace varde::app
