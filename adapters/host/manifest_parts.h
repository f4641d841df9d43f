// The parts of a manifest that have a file of their own. Inside adapters/host only.
#pragma once

#include <yaml-cpp/yaml.h>

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/host/manifest.h"
#include "broker/yaml/yaml_map.h"

namespace varde::adapters {

// A word of the list at `node`, or of the value there, with where it stands.
struct Word {
  std::string text;
  YAML::Mark mark;
};

// `node` as a word; null is the word "null". None, and a problem, if it is a list or holds keys.
[[nodiscard]] std::optional<Word> word_at(const YAML::Node& node, const std::string& path,
                                          yaml::Problems& problems);

// The signal kind or state that `word` names. None, and a problem with the nearest, if it names
// none.
[[nodiscard]] std::optional<core::SignalKind> kind_of(const Word& word, const std::string& path,
                                                      yaml::Problems& problems);
[[nodiscard]] std::optional<core::SignalState> state_of_word(const Word& word,
                                                             const std::string& path,
                                                             yaml::Problems& problems);

// A key of a map whose keys are free, such as `types`.
struct FreeEntry {
  Word key;
  YAML::Node value;
};

// The entries of the map at `node`, without those given twice, which are problems.
[[nodiscard]] std::vector<FreeEntry> free_entries(const YAML::Node& node, const std::string& path,
                                                  yaml::Problems& problems);

[[nodiscard]] std::vector<ManifestTopic> read_topics(yaml::YamlMap& manifest,
                                                     yaml::Problems& problems);

[[nodiscard]] std::map<std::string, DeviceType> read_types(yaml::YamlMap& manifest,
                                                           yaml::Problems& problems);

// The `map:` of a manifest whose types claim `kinds`.
[[nodiscard]] MapRules read_map(yaml::YamlMap& manifest, const std::vector<core::SignalKind>& kinds,
                                yaml::Problems& problems);

// True if `text` may be the vendor's name of a device.
[[nodiscard]] bool is_address(std::string_view text);

}  // namespace varde::adapters
