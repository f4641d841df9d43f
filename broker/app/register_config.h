// The register part of a configuration: municipalities, their positions, and the devices in them.
#pragma once

#include <yaml-cpp/yaml.h>

#include <string>

#include "broker/core/input.h"
#include "broker/yaml/yaml_map.h"

namespace varde::app {

// Reads `{municipalities: [...]}`; `path` is the key that leads there, empty for a file of its own.
// What is wrong is in `problems`. A municipality or a device of a municipality is named once, a
// position once in the whole register.
[[nodiscard]] core::ApplyRegister read_register(const YAML::Node& node, const std::string& path,
                                                yaml::Problems& problems);

}  // namespace varde::app
