// The part of a configuration that is Varde's own MQTT listener.
#pragma once

#include <yaml-cpp/yaml.h>

#include <filesystem>
#include <set>
#include <string>

#include "broker/app/config.h"
#include "broker/yaml/yaml_map.h"

namespace varde::app {

// Reads `mqtt: {...}`. Relative paths are taken from `folder`; `links` are names that the listener
// may not have. What is wrong is in `problems`.
[[nodiscard]] MqttConfig read_mqtt(const YAML::Node& node, const std::filesystem::path& folder,
                                   const std::set<std::string>& links, yaml::Problems& problems);

}  // namespace varde::app
