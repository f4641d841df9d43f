// The part of a configuration that says where notifications go.
#pragma once

#include <filesystem>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "broker/outbound/receiver.h"
#include "broker/yaml/yaml_map.h"

namespace varde::app {

struct KnownLinks {
  const std::set<std::string>& bridges;
  std::string listener;  // Empty: there is none.
};

// Reads the list `outbound` of `root`. Relative paths are taken from `folder`. What is wrong is in
// `problems`.
[[nodiscard]] std::vector<outbound::Receiver> read_outbound(yaml::YamlMap& root,
                                                            const std::filesystem::path& folder,
                                                            const KnownLinks& links,
                                                            yaml::Problems& problems);

// The files that it names, with their keys: "webhook.secret_file".
[[nodiscard]] std::vector<std::pair<std::string, std::filesystem::path>> files_of(
    const outbound::Receiver& receiver);

}  // namespace varde::app
