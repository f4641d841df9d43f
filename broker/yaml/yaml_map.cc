#include "broker/yaml/yaml_map.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cmath>
#include <utility>

#include "broker/base/ids.h"
#include "broker/base/utf8.h"
#include "broker/yaml/nearest_word.h"

namespace varde::yaml {
namespace {

constexpr std::size_t kShownBytes = 60;
constexpr std::size_t kKeyBytes = 200;
constexpr std::size_t kLineBytes = 1'000;

// The beginning of `text`, without the half of a character.
std::string_view cut(std::string_view text, std::size_t most) {
  if (text.size() <= most) return text;
  while (most > 0 && (static_cast<unsigned char>(text[most]) & 0xC0U) == 0x80U) --most;
  return text.substr(0, most);
}

std::string one_line(std::string_view text, std::size_t most) {
  std::string line = to_utf8(cut(text, most));
  std::ranges::replace_if(
      line, [](unsigned char c) { return c < 0x20 || c == 0x7F; }, ' ');
  return line;
}

std::string joined(const std::vector<std::string_view>& words) {
  std::string text;
  for (const std::string_view word : words) {
    if (!text.empty()) text += ", ";
    text += word;
  }
  return text;
}

template <class Number>
std::optional<Number> parse(const std::string& text) {
  Number value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

}  // namespace

std::string in_quotes(std::string_view text) {
  const std::string_view shown = cut(text, kShownBytes);
  return "\"" + std::string(shown) + (shown.size() < text.size() ? "..." : "") + "\"";
}

void Problems::add(ConfigErrorCode code, const YAML::Mark& at, std::string_view key,
                   std::string_view what, std::string_view allowed) {
  if (errors_.size() >= kMostConfigErrors) return;
  errors_.push_back({code, file_, at.line + 1, at.column + 1, one_line(key, kKeyBytes),
                     one_line(what, kLineBytes), one_line(allowed, kLineBytes)});
}

YamlMap::YamlMap(const YAML::Node& node, std::string path, Problems& problems,
                 std::initializer_list<std::string_view> allowed)
    : path_(std::move(path)),
      problems_(problems),
      mark_(node.IsDefined() ? node.Mark() : YAML::Mark()) {
  read(node, allowed);
}

void YamlMap::read(const YAML::Node& node, const std::vector<std::string_view>& allowed) {
  if (!node.IsDefined() || !node.IsMap()) {
    problems_.add(ConfigErrorCode::WrongType, mark_, path_, "keys with values are wanted here",
                  joined(allowed));
    return;
  }
  is_map_ = true;
  for (const auto& pair : node) {
    const std::string key = pair.first.IsScalar() ? pair.first.Scalar() : std::string("?");
    Entry entry{key, pair.second, pair.first.Mark()};
    if (std::ranges::find(allowed, key) == allowed.end()) {
      unknown_key(entry, allowed);
    } else if (find(key) != nullptr) {
      problems_.add(ConfigErrorCode::Duplicate, entry.mark, path_of(key), "stands here twice");
    } else {
      entries_.push_back(std::move(entry));
    }
  }
}

void YamlMap::unknown_key(const Entry& entry, const std::vector<std::string_view>& allowed) {
  std::string what = "unknown key";
  const std::string_view near = nearest_word(entry.key, allowed);
  if (!near.empty()) what += "; did you mean \"" + std::string(near) + "\"?";
  problems_.add(ConfigErrorCode::UnknownKey, entry.mark, path_of(entry.key), std::move(what),
                joined(allowed));
}

const YamlMap::Entry* YamlMap::find(std::string_view key) const {
  const auto found = std::ranges::find(entries_, key, &Entry::key);
  return found == entries_.end() ? nullptr : &*found;
}

bool YamlMap::has(std::string_view key) const { return find(key) != nullptr; }

bool YamlMap::require(std::string_view key) {
  if (has(key)) return true;
  if (is_map_) problems_.add(ConfigErrorCode::Missing, mark_, path_of(key), "must be given");
  return false;
}

void YamlMap::require_one_of(std::initializer_list<std::string_view> keys) {
  if (!is_map_ || std::ranges::any_of(keys, [&](std::string_view key) { return has(key); })) return;
  problems_.add(ConfigErrorCode::Missing, mark_, path_, "one or more must be given of",
                joined(keys));
}

YAML::Node YamlMap::at(std::string_view key) const {
  const Entry* entry = find(key);
  return entry == nullptr ? YAML::Node(YAML::NodeType::Undefined) : entry->value;
}

std::string YamlMap::path_of(std::string_view key) const {
  return path_.empty() ? std::string(key) : path_ + "." + std::string(key);
}

YAML::Mark YamlMap::mark_of(std::string_view key) const {
  const Entry* entry = find(key);
  return entry == nullptr ? mark_ : entry->value.Mark();
}

std::optional<std::string> YamlMap::scalar(std::string_view key, std::string_view wanted) {
  const Entry* entry = find(key);
  if (entry == nullptr) return std::nullopt;
  if (!entry->value.IsScalar() || entry->value.Scalar().empty()) {
    problems_.add(ConfigErrorCode::WrongType,
                  entry->value.IsNull() ? entry->mark : entry->value.Mark(), path_of(key),
                  entry->value.IsSequence() ? "is a list"
                  : entry->value.IsMap()    ? "holds keys"
                                            : "is empty",
                  std::string(wanted));
    return std::nullopt;
  }
  return entry->value.Scalar();
}

std::optional<std::string> YamlMap::text(std::string_view key, std::size_t most_bytes) {
  const auto value = scalar(key, "a text");
  if (!value) return std::nullopt;
  if (value->size() > most_bytes) {
    problems_.add(ConfigErrorCode::OutOfRange, mark_of(key), path_of(key),
                  "is " + std::to_string(value->size()) + " bytes long",
                  "at most " + std::to_string(most_bytes) + " bytes");
    return std::nullopt;
  }
  const auto is_control = [](char c) {
    return (static_cast<unsigned char>(c) < 0x20 && c != '\n') || c == '\x7f';
  };
  if (std::ranges::any_of(*value, is_control)) {
    problems_.add(ConfigErrorCode::NotAllowed, mark_of(key), path_of(key),
                  "holds a control character", "a text");
    return std::nullopt;
  }
  return value;
}

std::optional<std::string> YamlMap::word(std::string_view key,
                                         std::initializer_list<std::string_view> words) {
  const auto value = scalar(key, joined(words));
  if (!value) return std::nullopt;
  if (std::ranges::find(words, *value) == words.end()) {
    problems_.add(ConfigErrorCode::NotAllowed, mark_of(key), path_of(key),
                  in_quotes(*value) + " is not allowed here", joined(words));
    return std::nullopt;
  }
  return value;
}

std::optional<std::string> YamlMap::name(std::string_view key) {
  const auto value = scalar(key, "a name");
  if (!value) return std::nullopt;
  if (!is_name(*value)) {
    problems_.add(ConfigErrorCode::InvalidName, mark_of(key), path_of(key),
                  in_quotes(*value) + " is not a name that a topic may hold",
                  "1 to 64 of a-z A-Z 0-9 . _ : -");
    return std::nullopt;
  }
  return value;
}

std::optional<std::int64_t> YamlMap::integer(std::string_view key, std::int64_t least,
                                             std::int64_t most) {
  const std::string allowed =
      "a whole number from " + std::to_string(least) + " to " + std::to_string(most);
  const auto value = scalar(key, allowed);
  if (!value) return std::nullopt;
  const auto number = parse<std::int64_t>(*value);
  if (!number) {
    problems_.add(ConfigErrorCode::WrongType, mark_of(key), path_of(key),
                  in_quotes(*value) + " is not a whole number", allowed);
    return std::nullopt;
  }
  if (*number < least || *number > most) {
    problems_.add(ConfigErrorCode::OutOfRange, mark_of(key), path_of(key),
                  *value + " is out of range", allowed);
    return std::nullopt;
  }
  return number;
}

std::optional<double> YamlMap::number(std::string_view key, double least, double most) {
  const std::string allowed = "a number from " + std::to_string(std::lround(least)) + " to " +
                              std::to_string(std::lround(most));
  const auto value = scalar(key, allowed);
  if (!value) return std::nullopt;
  const auto number = parse<double>(*value);
  if (!number || !std::isfinite(*number)) {
    problems_.add(ConfigErrorCode::WrongType, mark_of(key), path_of(key),
                  in_quotes(*value) + " is not a number", allowed);
    return std::nullopt;
  }
  if (*number < least || *number > most) {
    problems_.add(ConfigErrorCode::OutOfRange, mark_of(key), path_of(key),
                  *value + " is out of range", allowed);
    return std::nullopt;
  }
  return number;
}

std::optional<bool> YamlMap::boolean(std::string_view key) {
  const auto value = word(key, {"true", "false"});
  if (!value) return std::nullopt;
  return *value == "true";
}

std::optional<std::filesystem::path> YamlMap::path(std::string_view key,
                                                   const std::filesystem::path& folder) {
  constexpr std::size_t kPathBytes = 4'096;  // PATH_MAX.
  const auto value = text(key, kPathBytes);
  if (!value) return std::nullopt;
  return (folder / *value).lexically_normal();
}

std::vector<YAML::Node> YamlMap::list(std::string_view key) {
  const Entry* entry = find(key);
  if (entry == nullptr) return {};
  if (!entry->value.IsSequence()) {
    problems_.add(ConfigErrorCode::WrongType, entry->mark, path_of(key),
                  entry->value.IsNull() ? "is empty" : "is not a list", "a list");
    return {};
  }
  return {entry->value.begin(), entry->value.end()};
}

}  // namespace varde::yaml
