#include "broker/policy/folder.h"

#include <algorithm>
#include <system_error>
#include <tuple>

#include "broker/base/sha256.h"
#include "broker/yaml/yaml_map.h"

namespace varde::policy {
namespace {

namespace fs = std::filesystem;
using yaml::ConfigError;
using yaml::ConfigErrorCode;

constexpr std::size_t kFiles = 200;
constexpr std::size_t kVersionDigits = 12;
constexpr std::string_view kSuffix = ".yaml";

void add(std::vector<ConfigError>& errors, ConfigErrorCode code, const fs::path& path,
         const std::string& what) {
  if (errors.size() >= yaml::kMostConfigErrors) return;
  errors.push_back({code, path.string(), 0, 0, "", what, ""});
}

// Their paths, by name. An editor's leftovers (a leading dot, a ~ behind) are no files of ours.
std::vector<fs::path> files_in(const fs::path& folder, std::vector<ConfigError>& errors) {
  std::vector<fs::path> paths;
  std::error_code error;
  for (fs::directory_iterator entry(folder, error), end; !error && entry != end;
       entry.increment(error)) {
    const fs::path& path = entry->path();
    if (path.filename().string().starts_with('.')) continue;
    if (path.extension() == kSuffix) paths.push_back(path);
    if (path.extension() == ".yml") {
      add(errors, ConfigErrorCode::NotAllowed, path,
          "would not be read: rename it so that it ends in .yaml");
    }
  }
  if (error) {
    add(errors, ConfigErrorCode::Unreadable, folder,
        "cannot be read: is it there, a folder, and readable by this user?");
  } else if (paths.empty()) {
    add(errors, ConfigErrorCode::Missing, folder, "holds no file that ends in .yaml");
  } else if (paths.size() > kFiles) {
    add(errors, ConfigErrorCode::OutOfRange, folder,
        "holds " + std::to_string(paths.size()) + " files, of at most " + std::to_string(kFiles));
    paths.clear();
  }
  std::ranges::sort(paths);
  return paths;
}

}  // namespace

Folder read_folder(const fs::path& folder, std::vector<ConfigError>& errors) {
  Folder out;
  std::string content;
  for (const fs::path& path : files_in(folder, errors)) {
    yaml::Problems problems(path.string(), errors);
    const auto text = yaml::read_text_file(path.string(), problems);
    if (!text) continue;
    content += *text;
    if (auto root = yaml::parse_yaml(*text, problems)) out.files.push_back({path.string(), *root});
  }
  out.version = hex(sha256(content)).substr(0, kVersionDigits);
  return out;
}

void sort_errors(std::vector<ConfigError>& errors) {
  std::ranges::stable_sort(errors, {}, [](const ConfigError& error) {
    return std::tuple(error.file, error.line, error.column);
  });
}

}  // namespace varde::policy
