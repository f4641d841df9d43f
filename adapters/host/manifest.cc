#include "adapters/host/manifest.h"

#include <algorithm>
#include <array>
#include <regex>
#include <system_error>
#include <tuple>
#include <utility>

#include "adapters/host/manifest_parts.h"
#include "broker/base/ids.h"

namespace varde::adapters {
namespace {

namespace fs = std::filesystem;
using yaml::ConfigError;
using yaml::ConfigErrorCode;
using yaml::Problems;
using yaml::YamlMap;

constexpr std::size_t kLargestManifest = 256 * 1024;
constexpr std::size_t kLineBytes = 300;
constexpr std::size_t kVersionBytes = 64;

struct CommandWord {
  DeviceCommand command;
  std::string_view word;
};
constexpr std::array kCommandWords{
    CommandWord{DeviceCommand::OpenDoor, "open_door"},
    CommandWord{DeviceCommand::Reset, "reset"},
    CommandWord{DeviceCommand::Locate, "locate"},
};

// Semantic Versioning 2.0.0.
bool is_version(const std::string& text) {
  static const std::regex kVersion(
      R"((0|[1-9]\d{0,8})(\.(0|[1-9]\d{0,8})){2}(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?)");
  return text.size() <= kVersionBytes && std::regex_match(text, kVersion);
}

bool is_script_name(const std::string& text) { return is_name(text) && text.ends_with(".js"); }

std::string folder_name(const fs::path& file) {
  std::error_code error;
  const fs::path whole = fs::absolute(file, error).lexically_normal();
  return whole.parent_path().filename().string();
}

void read_identity(YamlMap& map, const fs::path& file, Problems& problems, Manifest& manifest) {
  for (const char* key : {"id", "version", "vendor", "description"}) map.require(key);
  manifest.id = map.name("id").value_or("");
  const std::string folder = folder_name(file);
  if (!manifest.id.empty() && manifest.id != folder) {
    problems.add(ConfigErrorCode::NotAllowed, map.mark_of("id"), "id",
                 "\"" + manifest.id + "\" is not the name of the adapter's folder", folder);
  }
  manifest.version = map.text("version", kVersionBytes).value_or("");
  if (!manifest.version.empty() && !is_version(manifest.version)) {
    problems.add(ConfigErrorCode::NotAllowed, map.mark_of("version"), "version",
                 "\"" + manifest.version + "\" is no semantic version", "such as 1.0.0");
  }
  manifest.vendor = map.text("vendor", kLineBytes).value_or("");
  manifest.description = map.text("description", kLineBytes).value_or("");
  manifest.carrier = map.boolean("carrier").value_or(false);
}

// The words of the list at `key`, of which there may be `most`.
std::vector<Word> read_words(YamlMap& map, std::string_view key, std::size_t most,
                             Problems& problems) {
  std::vector<Word> words;
  const auto items = map.list(key);
  if (items.size() > most) {
    problems.add(ConfigErrorCode::OutOfRange, map.mark_of(key), map.path_of(key),
                 "holds " + std::to_string(items.size()), "at most " + std::to_string(most));
    return words;
  }
  for (std::size_t i = 0; i < items.size(); ++i) {
    const std::string path = map.path_of(key) + "[" + std::to_string(i) + "]";
    if (auto word = word_at(items[i], path, problems)) words.push_back(*std::move(word));
  }
  return words;
}

void read_documents(YamlMap& map, Problems& problems, Manifest& manifest) {
  map.require("documents");
  for (Word& word : read_words(map, "documents", kManifestDocuments, problems)) {
    if (word.text.empty() || word.text.size() > kLineBytes) {
      problems.add(ConfigErrorCode::OutOfRange, word.mark, "documents",
                   "is " + std::to_string(word.text.size()) + " bytes long",
                   "1 to " + std::to_string(kLineBytes) + " bytes");
    }
    manifest.documents.push_back(std::move(word.text));
  }
}

void read_scripts(YamlMap& map, Problems& problems, Manifest& manifest) {
  if (!map.has("codec")) {
    manifest.scripts = {"codec.js"};
    return;
  }
  for (Word& word : read_words(map, "codec", kManifestScripts, problems)) {
    if (!is_script_name(word.text)) {
      problems.add(ConfigErrorCode::InvalidName, word.mark, "codec",
                   yaml::in_quotes(word.text) + " is no script of the folder",
                   "a file name that ends in .js, without a folder");
    } else if (std::ranges::find(manifest.scripts, word.text) != manifest.scripts.end()) {
      problems.add(ConfigErrorCode::Duplicate, word.mark, "codec",
                   word.text + " stands here twice");
    } else {
      manifest.scripts.push_back(std::move(word.text));
    }
  }
  if (map.at("codec").IsSequence() && map.at("codec").size() == 0) {
    problems.add(ConfigErrorCode::Missing, map.mark_of("codec"), "codec", "holds no script");
  }
}

// Which parts go together.
void check_form(YamlMap& map, Problems& problems, const Manifest& manifest) {
  const auto not_beside = [&](std::string_view key, std::string what) {
    problems.add(ConfigErrorCode::NotAllowed, map.mark_of(key), std::string(key), std::move(what));
  };
  if (manifest.carrier && !map.has("topics")) map.require("topics");
  if (!map.has("map")) return;
  if (map.has("codec")) not_beside("map", "codec stands beside it");
  if (manifest.carrier) not_beside("map", "a carrier unwraps with codec.js");
  if (!map.has("topics")) map.require("topics");
  for (const auto& [name, type] : manifest.types) {
    if (!type.commands.empty()) {
      not_beside("map", "commands of " + name + " need an encodeCommand in codec.js");
    }
  }
}

Manifest read_all(const YAML::Node& root, const fs::path& file, Problems& problems) {
  YamlMap map(root, "", problems,
              {"id", "version", "vendor", "description", "documents", "carrier", "codec", "map",
               "topics", "types"});
  Manifest manifest;
  if (!root.IsMap()) return manifest;
  read_identity(map, file, problems, manifest);
  read_documents(map, problems, manifest);
  manifest.topics = read_topics(map, problems);
  manifest.types = read_types(map, problems);
  if (map.has("map")) {
    manifest.map = read_map(map, all_kinds(manifest), problems);
  } else {
    read_scripts(map, problems, manifest);
  }
  check_form(map, problems, manifest);
  return manifest;
}

std::vector<ConfigError> too_large(const fs::path& file) {
  return {{ConfigErrorCode::OutOfRange, file.string(), 0, 0, "", "is too large",
           std::to_string(kLargestManifest / 1024) + " KiB"}};
}

// What is wrong comes in the order of the file.
Result<Manifest, std::vector<ConfigError>> manifest_in(const std::optional<YAML::Node>& root,
                                                       const fs::path& file, Problems& problems) {
  std::vector<ConfigError>& errors = problems.errors();
  if (!root) return errors;
  Manifest manifest = read_all(*root, file, problems);
  if (errors.empty()) return manifest;
  std::ranges::stable_sort(
      errors, {}, [](const ConfigError& error) { return std::tuple(error.line, error.column); });
  return errors;
}

}  // namespace

std::string_view name_of(DeviceCommand command) {
  const auto* const found = std::ranges::find(kCommandWords, command, &CommandWord::command);
  return found == kCommandWords.end() ? std::string_view() : found->word;
}

std::optional<DeviceCommand> parse_device_command(std::string_view word) {
  const auto* const found = std::ranges::find(kCommandWords, word, &CommandWord::word);
  if (found == kCommandWords.end()) return std::nullopt;
  return found->command;
}

Result<Manifest, std::vector<ConfigError>> read_manifest(const fs::path& file) {
  std::error_code ignored;
  const auto size = fs::file_size(file, ignored);
  if (!ignored && size > kLargestManifest) return too_large(file);
  std::vector<ConfigError> errors;
  Problems problems(file.string(), errors);
  return manifest_in(yaml::read_yaml_file(file.string(), problems), file, problems);
}

Result<Manifest, std::vector<ConfigError>> parse_manifest(const fs::path& file,
                                                          const std::string& text) {
  if (text.size() > kLargestManifest) return too_large(file);
  std::vector<ConfigError> errors;
  Problems problems(file.string(), errors);
  return manifest_in(yaml::parse_yaml(text, problems), file, problems);
}

std::vector<core::SignalKind> all_kinds(const Manifest& manifest) {
  std::vector<core::SignalKind> kinds;
  for (const auto& [name, type] : manifest.types) {
    kinds.insert(kinds.end(), type.signals.begin(), type.signals.end());
  }
  std::ranges::sort(kinds);
  kinds.erase(std::unique(kinds.begin(), kinds.end()), kinds.end());
  return kinds;
}

std::optional<TopicMatch> match_topic(const Manifest& manifest, std::string_view topic) {
  for (const ManifestTopic& entry : manifest.topics) {
    auto captures = entry.pattern.match(topic);
    if (!captures) continue;
    std::string address = entry.device ? *entry.device : captures->at("device");
    return TopicMatch{&entry, *std::move(captures), std::move(address)};
  }
  return std::nullopt;
}

}  // namespace varde::adapters
