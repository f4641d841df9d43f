// The files of one folder of rules or policies: which are read, in which order, and what names
// their content. Inside broker/policy only.
#pragma once

#include <yaml-cpp/yaml.h>

#include <filesystem>
#include <string>
#include <vector>

#include "broker/yaml/config_error.h"

namespace varde::policy {

struct FolderFile {
  std::string path;
  YAML::Node root;
};

struct Folder {
  std::vector<FolderFile> files;  // By name. Those that are no YAML are problems, and not here.
  std::string version;            // The first 12 hex digits of the SHA-256 of all files' bytes.
};

// Reads every *.yaml of `folder`; what is wrong with it or with one as a whole is in `errors`.
[[nodiscard]] Folder read_folder(const std::filesystem::path& folder,
                                 std::vector<yaml::ConfigError>& errors);

// As they are shown: by file and line.
void sort_errors(std::vector<yaml::ConfigError>& errors);

}  // namespace varde::policy
