// Reads one map of a YAML file key by key, and says of everything wrong where it stands and what is
// allowed. For files that people write: configurations and manifests of adapters.
#pragma once

#include <yaml-cpp/yaml.h>

#include <cstdint>
#include <filesystem>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "broker/yaml/config_error.h"

namespace varde::yaml {

// `text` in quotes, as far as it is worth showing.
[[nodiscard]] std::string in_quotes(std::string_view text);

// What was found wrong in one file so far.
class Problems {
 public:
  Problems(std::string file, std::vector<ConfigError>& errors)
      : file_(std::move(file)), errors_(errors) {}

  // What is said may hold what stands in the file: it is kept as one line of UTF-8, cut where it is
  // too long to be read.
  void add(ConfigErrorCode code, const YAML::Mark& at, std::string_view key, std::string_view what,
           std::string_view allowed = {});
  [[nodiscard]] const std::string& file() const { return file_; }
  [[nodiscard]] std::vector<ConfigError>& errors() { return errors_; }

 private:
  std::string file_;
  std::vector<ConfigError>& errors_;
};

// Each reader answers none where the key is not there or wrong; what is wrong is in `problems`.
class YamlMap {
 public:
  // Reports a node that is no map, keys outside `allowed` and keys given twice.
  // `path` is how the map is reached: "links[0].paho"; empty for the whole file.
  YamlMap(const YAML::Node& node, std::string path, Problems& problems,
          std::initializer_list<std::string_view> allowed);

  [[nodiscard]] bool has(std::string_view key) const;
  // Reports the key if it is not there.
  bool require(std::string_view key);
  // Reports the map if it has none of them.
  void require_one_of(std::initializer_list<std::string_view> keys);

  // Any scalar, not empty, at most `most_bytes` of UTF-8, without control characters but newline.
  [[nodiscard]] std::optional<std::string> text(std::string_view key, std::size_t most_bytes);
  // One of `words`.
  [[nodiscard]] std::optional<std::string> word(std::string_view key,
                                                std::initializer_list<std::string_view> words);
  // A name as topics may hold it: varde::is_name.
  [[nodiscard]] std::optional<std::string> name(std::string_view key);
  [[nodiscard]] std::optional<std::int64_t> integer(std::string_view key, std::int64_t least,
                                                    std::int64_t most);
  [[nodiscard]] std::optional<double> number(std::string_view key, double least, double most);
  [[nodiscard]] std::optional<bool> boolean(std::string_view key);
  // A relative one is taken from `folder`.
  [[nodiscard]] std::optional<std::filesystem::path> path(std::string_view key,
                                                          const std::filesystem::path& folder);
  // The items of a list; reports what is no list.
  [[nodiscard]] std::vector<YAML::Node> list(std::string_view key);

  [[nodiscard]] YAML::Node at(std::string_view key) const;  // Undefined node where not there.
  [[nodiscard]] std::string path_of(std::string_view key) const;
  [[nodiscard]] YAML::Mark mark_of(std::string_view key) const;  // The map's own if not there.

 private:
  struct Entry {
    std::string key;
    YAML::Node value;
    YAML::Mark mark;
  };
  void read(const YAML::Node& node, const std::vector<std::string_view>& allowed);
  void unknown_key(const Entry& entry, const std::vector<std::string_view>& allowed);
  [[nodiscard]] const Entry* find(std::string_view key) const;
  [[nodiscard]] std::optional<std::string> scalar(std::string_view key, std::string_view wanted);

  std::string path_;
  Problems& problems_;
  YAML::Mark mark_;
  bool is_map_ = false;
  std::vector<Entry> entries_;
};

// `text`, the content of the file of `problems`, as YAML; else as below.
[[nodiscard]] std::optional<YAML::Node> parse_yaml(const std::string& text, Problems& problems);

// The file as YAML; what is wrong with it as a whole is in `problems`, and the answer is none.
[[nodiscard]] std::optional<YAML::Node> read_yaml_file(const std::string& path, Problems& problems);

// The file's bytes, for whoever wants them as well; else as above.
[[nodiscard]] std::optional<std::string> read_text_file(const std::string& path,
                                                        Problems& problems);

}  // namespace varde::yaml
