// The part of a configuration that puts vendors' adapters to use.
#pragma once

#include <yaml-cpp/yaml.h>

#include <filesystem>
#include <set>
#include <string>

#include "broker/app/config.h"
#include "broker/yaml/yaml_map.h"

namespace varde::app {

// Reads `adapters: {...}`. `folder` is what relative paths are taken from, `links` the names where
// an adapter may be heard. What is wrong is in `problems`; whether an adapter is there, and good,
// is seen when it is loaded.
[[nodiscard]] AdaptersConfig read_adapters(const YAML::Node& node,
                                           const std::filesystem::path& folder,
                                           const std::set<std::string>& links,
                                           yaml::Problems& problems);

}  // namespace varde::app
