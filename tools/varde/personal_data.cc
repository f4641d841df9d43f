#include "tools/varde/personal_data.h"

#include <algorithm>
#include <boost/json.hpp>
#include <cctype>
#include <cmath>
#include <cstdint>
#include <initializer_list>
#include <utility>
#include <variant>

#include "adapters/host/rfc3339.h"

namespace varde::cli {
namespace {

namespace json = boost::json;

constexpr std::size_t kLongestText = 64;
constexpr double kLargestSmall = 9'999'999;  // Seven digits: no telephone number.
constexpr std::size_t kDigitsOfText = 5;     // Of a coordinate there are more.

std::string lower(std::string text) {
  std::ranges::transform(text, text.begin(),
                         [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

bool is_name_char(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '-' || c == '$';
}

// Every word of a script, and of a pointer.
void add_words(std::string_view text, std::set<std::string>& out) {
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = at;
    while (end < text.size() && is_name_char(text[end])) ++end;
    if (end > at) out.emplace(text.substr(at, end - at));
    at = end + 1;
  }
}

// Every text in quotes.
void add_quoted(std::string_view text, std::set<std::string>& out) {
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char quote = text[at];
    if (quote != '\'' && quote != '"' && quote != '`') continue;
    const auto end = text.find(quote, at + 1);
    if (end == std::string_view::npos) continue;
    const std::string_view inner = text.substr(at + 1, end - at - 1);
    if (inner.size() > kLongestText || inner.find('\n') != std::string_view::npos) continue;
    out.emplace(inner);
    at = end;
  }
}

bool has_word(const std::string& key, std::initializer_list<std::string_view> parts) {
  return std::ranges::any_of(parts,
                             [&](std::string_view part) { return key.find(part) != key.npos; });
}

bool is_coordinate(const std::string& key) {
  const std::string name = lower(key);
  return name == "lat" || name == "lon" || name == "lng" || name == "x" || name == "y" ||
         has_word(name, {"latitude", "longitude", "coord"});
}

bool is_time(const std::string& key, double value) {
  const std::string name = lower(key);
  const bool named = name == "t" || name == "ts" || name == "tst" || name == "at" ||
                     has_word(name, {"time", "date", "seen", "stamp"});
  const bool in_range = (value > 1e9 && value < 4.2e9) || (value > 1e12 && value < 4.2e12);
  return named && in_range;
}

bool has_many_decimals(double value) {
  const double thousand = value * 1'000;
  return std::abs(thousand - std::round(thousand)) > 1e-6;
}

// "80.00", "-3": digits alone, and few.
bool is_short_number(const std::string& text) {
  const auto digits =
      std::ranges::count_if(text, [](unsigned char c) { return std::isdigit(c) != 0; });
  const bool plain = std::ranges::all_of(text, [](unsigned char c) {
    return std::isdigit(c) != 0 || c == '.' || c == '-' || c == '+';
  });
  return plain && digits > 0 && static_cast<std::size_t>(digits) <= kDigitsOfText;
}

json::string text_of(std::string_view text) { return json::string(text.data(), text.size()); }

}  // namespace

PersonalData::PersonalData(const adapters::Adapter& adapter, std::set<std::string> keep)
    : keep_(std::move(keep)) {
  if (adapter.codec != nullptr) {
    for (const adapters::CodecScript& script : adapter.codec->scripts) {
      add_words(script.text, names_);
      add_quoted(script.text, names_);
      add_quoted(script.text, texts_);
    }
  }
  if (!adapter.manifest.map) return;
  const adapters::MapRules& map = *adapter.manifest.map;
  const auto pointer = [&](const std::string& text) { add_words(text, names_); };
  for (const adapters::MapRule& rule : map.rules) {
    if (rule.when) {
      pointer(rule.when->pointer);
      texts_.insert(rule.when->any_of.begin(), rule.when->any_of.end());
    }
    if (rule.value) pointer(rule.value->pointer);
    if (rule.text_pointer) pointer(*rule.text_pointer);
    const auto* state = std::get_if<adapters::MapState>(&rule.state);
    if (state == nullptr) continue;
    pointer(state->pointer);
    if (const auto* values = std::get_if<adapters::ValueStates>(&state->rule)) {
      for (const auto& [word, meaning] : values->states) texts_.insert(word);
    }
  }
  if (map.device_time) pointer(map.device_time->pointer);
  if (map.sequence_pointer) pointer(*map.sequence_pointer);
  if (map.boot_pointer) pointer(*map.boot_pointer);
}

std::string PersonalData::alias(const std::string& name, const std::string& value) {
  std::string& alias = aliases_[{name, value}];
  if (alias.empty()) alias = name + "-" + std::to_string(++counts_[name]);
  return alias;
}

json::value PersonalData::clean(const json::value& value, std::vector<std::string>& changes) const {
  return clean(value, "", "", changes);
}

json::value PersonalData::clean(const json::value& value, const std::string& path,
                                const std::string& key, std::vector<std::string>& changes) const {
  if (!key.empty() && keep_.contains(key)) return value;
  if (const auto* object = value.if_object()) {
    json::object out;
    for (const auto& [name, member] : *object) {
      const std::string word(name.data(), name.size());
      if (!names_.contains(word) && !keep_.contains(word)) {
        changes.push_back("a member of " + (path.empty() ? "/" : path) + " is left out");
      } else {
        out[name] = clean(member, path + "/" + word, word, changes);
      }
    }
    return out;
  }
  if (const auto* array = value.if_array()) {
    json::array out;
    for (const json::value& element : *array) {
      out.push_back(clean(element, path + "/" + std::to_string(out.size()), key, changes));
    }
    return out;
  }
  if (const auto* text = value.if_string()) {
    return clean_text(std::string(text->data(), text->size()), path, key, changes);
  }
  return value.is_number() ? clean_number(value, path, key, changes) : value;
}

json::value PersonalData::clean_text(const std::string& text, const std::string& path,
                                     const std::string& key,
                                     std::vector<std::string>& changes) const {
  const bool short_number = is_short_number(text) && !is_coordinate(key);
  if (text.empty() || texts_.contains(text) || short_number || adapters::parse_rfc3339(text)) {
    return text_of(text);
  }
  for (const auto& [capture, alias] : aliases_) {
    if (capture.second != text) continue;
    changes.push_back(path + " is now " + alias);
    return text_of(alias);
  }
  changes.push_back(path + " is blanked");
  return "";
}

json::value PersonalData::clean_number(const json::value& value, const std::string& path,
                                       const std::string& key,
                                       std::vector<std::string>& changes) const {
  const double number = value.to_number<double>();
  if (is_time(key, number)) return value;
  if (std::abs(number) > kLargestSmall) {
    changes.push_back(path + " is now 0");
    return 0;
  }
  if (is_coordinate(key) || has_many_decimals(number)) {
    changes.push_back(path + " is rounded");
    return static_cast<std::int64_t>(std::round(number));
  }
  return value;
}

}  // namespace varde::cli
