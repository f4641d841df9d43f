// A folder of rules or policies for one test, and what is said of it.
#pragma once

#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <vector>

#include "broker/yaml/config_error.h"
#include "tests/support/temp_dir.h"

namespace varde::policy {

class PolicyFolder {
 public:
  // One file, "file.yaml".
  explicit PolicyFolder(const std::string& text) { put("file.yaml", text); }
  explicit PolicyFolder(const std::map<std::string, std::string>& files) {
    for (const auto& [name, text] : files) put(name, text);
  }

  void put(const std::string& name, const std::string& text) {
    std::ofstream(folder_.path() / name) << text;
  }
  [[nodiscard]] const std::filesystem::path& path() const { return folder_.path(); }

  // The mistakes as they are shown, without the folder before the files' names.
  [[nodiscard]] std::vector<std::string> shown(const std::vector<yaml::ConfigError>& errors) const {
    std::vector<std::string> lines;
    for (yaml::ConfigError error : errors) {
      error.file = std::filesystem::path(error.file).lexically_relative(path()).string();
      lines.push_back(yaml::describe(error));
    }
    return lines;
  }

 private:
  test::TempDir folder_;
};

}  // namespace varde::policy
