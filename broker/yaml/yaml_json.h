// YAML as JSON text, for what a file holds and Varde only passes on.
// Thread safety: pure functions.
#pragma once

#include <yaml-cpp/yaml.h>

#include <string>
#include <string_view>

#include "broker/yaml/yaml_map.h"

namespace varde::yaml {

inline constexpr std::size_t kLargestJson = 16 * 1024;  // Bytes of text.
inline constexpr std::size_t kDeepestJson = 16;

// The map `node` as a JSON object on one line; empty if it is none, is too large or too deep: then
// `problems` says so, of `key`. Plain scalars that read as numbers, booleans or null become these;
// what stands in quotes stays text.
[[nodiscard]] std::string to_json_object(const YAML::Node& node, const std::string& key,
                                         Problems& problems);

}  // namespace varde::yaml
