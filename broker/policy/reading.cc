#include "broker/policy/reading.h"

#include "broker/base/ids.h"
#include "broker/policy/quantities.h"
#include "broker/yaml/nearest_word.h"

namespace varde::policy {
namespace {

constexpr std::string_view kTimeForm = "a time from and to, such as \"22:00-06:00\"";

std::optional<core::DailyWindow> span_of(const std::string& text, const YAML::Mark& mark,
                                         const std::string& path, Problems& problems) {
  auto window = parse_time_span(text);
  if (!window) {
    problems.add(ConfigErrorCode::NotAllowed, mark, path,
                 in_quotes(text) + " is no part of the day", std::string(kTimeForm));
  }
  return window;
}

std::optional<core::DailyWindow> window_at(const YAML::Node& node, const std::string& path,
                                           Problems& problems) {
  if (node.IsScalar()) return span_of(node.Scalar(), node.Mark(), path, problems);
  YamlMap map(node, path, problems, {"time", "days"});
  if (!node.IsMap()) return std::nullopt;
  map.require_one_of({"time", "days"});
  core::DailyWindow window;
  if (const auto text = map.text("time", kNameBytes)) {
    const auto span = span_of(*text, map.mark_of("time"), map.path_of("time"), problems);
    if (!span) return std::nullopt;
    window = *span;
  }
  window.days = values_in<core::DayType>(map, "days", "kind of day", problems);
  return window;
}

}  // namespace

std::string in_quotes(std::string_view text) {
  constexpr std::size_t kShown = 60;
  std::string shown(text.substr(0, kShown));
  if (text.size() > kShown) shown += "...";
  return "\"" + shown + "\"";
}

std::string item_path(const std::string& list, std::size_t index) {
  return list + "[" + std::to_string(index) + "]";
}

std::string Ids::read(YamlMap& map, Problems& problems) {
  if (!map.require("id")) return {};
  const auto id = map.name("id");
  if (!id) return {};
  const YAML::Mark mark = map.mark_of("id");
  const auto [first, fresh] =
      first_.emplace(*id, problems.file() + ":" + std::to_string(mark.line + 1));
  if (fresh) return *id;
  problems.add(ConfigErrorCode::Duplicate, mark, map.path_of("id"),
               "another " + of_what_ + " has the id " + in_quotes(*id) + " already, at " +
                   first->second + ": give one of them another id");
  return {};
}

std::vector<std::string_view> Ids::all() const {
  std::vector<std::string_view> ids;
  for (const auto& [id, where] : first_) ids.emplace_back(id);
  return ids;
}

std::string did_you_mean(std::string_view typed, const std::vector<std::string_view>& words) {
  const std::string_view near = yaml::nearest_word(typed, words);
  return near.empty() ? std::string() : "; did you mean " + in_quotes(near) + "?";
}

std::string joined(const std::vector<std::string_view>& words) {
  std::string text;
  for (const std::string_view word : words) {
    if (!text.empty()) text += ", ";
    text += word;
  }
  return text;
}

std::vector<Word> words_in(YamlMap& map, std::string_view key, std::size_t most,
                           Problems& problems) {
  std::vector<Word> words;
  if (!map.has(key)) return words;
  const std::string path = map.path_of(key);
  const YAML::Node node = map.at(key);
  if (node.IsScalar() && !node.Scalar().empty()) return {{node.Scalar(), node.Mark(), path}};
  const auto items = map.list(key);
  if (items.size() > most) {
    problems.add(ConfigErrorCode::OutOfRange, map.mark_of(key), path,
                 "holds " + std::to_string(items.size()), "at most " + std::to_string(most));
    return words;
  }
  if (node.IsSequence() && items.empty()) {
    problems.add(ConfigErrorCode::Missing, map.mark_of(key), path,
                 "holds nothing: name at least one, or leave the key away");
  }
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (items[i].IsScalar()) {
      words.push_back({items[i].Scalar(), items[i].Mark(), item_path(path, i)});
    } else {
      problems.add(ConfigErrorCode::WrongType, items[i].Mark(), item_path(path, i),
                   "is not one word", "one word");
    }
  }
  return words;
}

std::optional<Duration> duration_in(YamlMap& map, std::string_view key, Duration least,
                                    Duration most, Problems& problems) {
  const auto text = map.text(key, kNameBytes);
  if (!text) return std::nullopt;
  const auto duration = parse_duration(*text);
  const std::string allowed = duration_text(least) + " to " + duration_text(most);
  if (!duration) {
    problems.add(ConfigErrorCode::NotAllowed, map.mark_of(key), map.path_of(key),
                 in_quotes(*text) + " is no length of time",
                 allowed + R"(, written as "45 s", "10 min", "1 h 30 min" or "2 days")");
    return std::nullopt;
  }
  if (*duration < least || *duration > most) {
    problems.add(ConfigErrorCode::OutOfRange, map.mark_of(key), map.path_of(key),
                 in_quotes(*text) + " is out of range", allowed);
    return std::nullopt;
  }
  return duration;
}

std::vector<core::DailyWindow> windows_in(YamlMap& map, std::string_view key, Problems& problems) {
  std::vector<core::DailyWindow> windows;
  if (!map.has(key)) return windows;
  const YAML::Node node = map.at(key);
  if (!node.IsSequence()) {
    if (auto window = window_at(node, map.path_of(key), problems)) windows.push_back(*window);
    return windows;
  }
  const auto items = map.list(key);
  if (items.empty() || items.size() > kWindows) {
    problems.add(ConfigErrorCode::OutOfRange, map.mark_of(key), map.path_of(key),
                 "holds " + std::to_string(items.size()), "1 to " + std::to_string(kWindows));
    return windows;
  }
  for (std::size_t i = 0; i < items.size(); ++i) {
    const auto window = window_at(items[i], item_path(map.path_of(key), i), problems);
    if (window) windows.push_back(*window);
  }
  return windows;
}

core::DailyWindow window_of(YamlMap& map, Problems& problems) {
  core::DailyWindow window;
  if (map.require("time")) {
    if (const auto text = map.text("time", kNameBytes)) {
      const auto span = span_of(*text, map.mark_of("time"), map.path_of("time"), problems);
      if (span) window = *span;
    }
  }
  window.days = values_in<core::DayType>(map, "days", "kind of day", problems);
  return window;
}

std::optional<core::LocalTime> local_time_in(YamlMap& map, std::string_view key,
                                             Problems& problems) {
  const auto text = map.text(key, kNameBytes);
  if (!text) return std::nullopt;
  const auto time = parse_local_time(*text);
  if (!time) {
    problems.add(ConfigErrorCode::NotAllowed, map.mark_of(key), map.path_of(key),
                 in_quotes(*text) + " is no date and time that there is",
                 R"(local date and time, such as "2026-01-05 08:00")");
  }
  return time;
}

}  // namespace varde::policy
