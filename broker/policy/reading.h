// What the readers of rules and of policies share: words, lengths of time, parts of the day, ids.
// For readers of other files that speak of the same. Each answers none, or nothing, where the value
// is wrong; what is wrong is in `problems`.
#pragma once

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "broker/base/instant.h"
#include "broker/core/local_time.h"
#include "broker/policy/words.h"
#include "broker/yaml/yaml_map.h"

namespace varde::policy {

using yaml::ConfigErrorCode;
using yaml::Problems;
using yaml::YamlMap;

inline constexpr std::size_t kListItems = 1'000;  // Of positions, devices, members, overrides.
inline constexpr std::size_t kWindows = 20;
inline constexpr std::size_t kNameBytes = 200;
inline constexpr std::chrono::hours kLongestTime{24 * 366};

// Where something stands, for what can only be judged when all files are read.
struct Place {
  std::string file;
  YAML::Mark mark;
  std::string key;
};

struct Word {
  std::string text;
  YAML::Mark mark;
  std::string path;
};

[[nodiscard]] std::string in_quotes(std::string_view text);
[[nodiscard]] std::string item_path(const std::string& list, std::size_t index);
[[nodiscard]] inline Place place_of(const Word& word, const Problems& problems) {
  return {problems.file(), word.mark, word.path};
}

// Ids that must be there once, over all files.
class Ids {
 public:
  explicit Ids(std::string of_what) : of_what_(std::move(of_what)) {}

  // The `id` of `map`, which must be there, a name, and new.
  std::string read(YamlMap& map, Problems& problems);
  [[nodiscard]] bool contains(const std::string& id) const { return first_.contains(id); }
  [[nodiscard]] std::vector<std::string_view> all() const;

 private:
  std::string of_what_;
  std::map<std::string, std::string> first_;  // Where each stood first: "file:line".
};

// ` did you mean "x"?` with a semicolon before it; empty where none is near.
[[nodiscard]] std::string did_you_mean(std::string_view typed,
                                       const std::vector<std::string_view>& words);
[[nodiscard]] std::string joined(const std::vector<std::string_view>& words);

// The one word at `key`, or the words of the list there.
[[nodiscard]] std::vector<Word> words_in(YamlMap& map, std::string_view key, std::size_t most,
                                         Problems& problems);

// `what`: "kind of signal".
template <class Enum>
std::optional<Enum> value_of(const Word& word, std::string_view what, Problems& problems) {
  const auto value = parse_word<Enum>(word.text);
  if (value) return value;
  const auto& all = all_words<Enum>();
  problems.add(ConfigErrorCode::NotAllowed, word.mark, word.path,
               in_quotes(word.text) + " is no " + std::string(what) + did_you_mean(word.text, all),
               joined(all));
  return std::nullopt;
}

template <class Enum>
std::vector<Enum> values_in(YamlMap& map, std::string_view key, std::string_view what,
                            Problems& problems) {
  std::vector<Enum> values;
  for (const Word& word : words_in(map, key, kListItems, problems)) {
    const auto value = value_of<Enum>(word, what, problems);
    if (!value) continue;
    if (std::ranges::find(values, *value) != values.end()) {
      problems.add(ConfigErrorCode::Duplicate, word.mark, word.path,
                   in_quotes(word.text) + " stands here twice");
    } else {
      values.push_back(*value);
    }
  }
  return values;
}

// The one word at `key`; Unspecified if it is not there.
template <class Enum>
Enum value_in(YamlMap& map, std::string_view key, std::string_view what, Problems& problems) {
  const auto text = map.text(key, kNameBytes);
  if (!text) return Enum::Unspecified;
  return value_of<Enum>({*text, map.mark_of(key), map.path_of(key)}, what, problems)
      .value_or(Enum::Unspecified);
}

[[nodiscard]] std::optional<Duration> duration_in(YamlMap& map, std::string_view key,
                                                  Duration least, Duration most,
                                                  Problems& problems);

// "22:00-06:00"; a map of `time` and `days`; or a list of these.
[[nodiscard]] std::vector<core::DailyWindow> windows_in(YamlMap& map, std::string_view key,
                                                        Problems& problems);
// `time` and `days` of a map, of which the time must be there.
[[nodiscard]] core::DailyWindow window_of(YamlMap& map, Problems& problems);

// "2026-01-05 08:00".
[[nodiscard]] std::optional<core::LocalTime> local_time_in(YamlMap& map, std::string_view key,
                                                           Problems& problems);

}  // namespace varde::policy
