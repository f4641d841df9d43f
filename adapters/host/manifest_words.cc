// Words in a manifest, and what was likely meant where there is no such word.
#include <algorithm>
#include <utility>

#include "adapters/host/codec_signals.h"
#include "adapters/host/manifest_parts.h"
#include "broker/base/utf8.h"
#include "broker/wire/names.h"
#include "broker/yaml/nearest_word.h"

namespace varde::adapters {
namespace {

using yaml::ConfigErrorCode;

constexpr int kEndOfEnums = 256;

// All words of an enum of the vocabulary, but that for "not given".
template <class Enum>
const std::vector<std::string_view>& words() {
  static const std::vector<std::string_view> kWords = [] {
    std::vector<std::string_view> all;
    for (int number = 1; number < kEndOfEnums; ++number) {
      const std::string_view word = wire::name(static_cast<Enum>(number));
      if (!word.empty()) all.push_back(word);
    }
    return all;
  }();
  return kWords;
}

std::string joined(const std::vector<std::string_view>& all) {
  std::string text;
  for (const std::string_view word : all) {
    if (!text.empty()) text += ", ";
    text += word;
  }
  return text;
}

template <class Enum>
std::optional<Enum> value_of(const Word& word, std::string_view what, const std::string& path,
                             yaml::Problems& problems) {
  const auto value = wire::parse<Enum>(word.text);
  if (value && *value != Enum::Unspecified) return value;
  std::string said = yaml::in_quotes(word.text) + " is no " + std::string(what);
  const std::string_view near = yaml::nearest_word(word.text, words<Enum>());
  if (!near.empty()) said += "; did you mean \"" + std::string(near) + "\"?";
  problems.add(ConfigErrorCode::NotAllowed, word.mark, path, std::move(said),
               near.empty() ? joined(words<Enum>()) : "");
  return std::nullopt;
}

}  // namespace

std::optional<Word> word_at(const YAML::Node& node, const std::string& path,
                            yaml::Problems& problems) {
  if (node.IsScalar()) return Word{node.Scalar(), node.Mark()};
  if (node.IsNull()) return Word{"null", node.Mark()};
  problems.add(ConfigErrorCode::WrongType, node.Mark(), path,
               node.IsSequence() ? "is a list" : "holds keys", "one word");
  return std::nullopt;
}

std::optional<core::SignalKind> kind_of(const Word& word, const std::string& path,
                                        yaml::Problems& problems) {
  return value_of<core::SignalKind>(word, "kind of signal", path, problems);
}

std::optional<core::SignalState> state_of_word(const Word& word, const std::string& path,
                                               yaml::Problems& problems) {
  return value_of<core::SignalState>(word, "state of a signal", path, problems);
}

std::vector<FreeEntry> free_entries(const YAML::Node& node, const std::string& path,
                                    yaml::Problems& problems) {
  std::vector<FreeEntry> entries;
  if (!node.IsMap()) {
    problems.add(ConfigErrorCode::WrongType, node.Mark(), path, "keys with values are wanted here");
    return entries;
  }
  for (const auto& pair : node) {
    auto key = word_at(pair.first, path, problems);
    if (!key) continue;
    const bool twice =
        std::ranges::any_of(entries, [&](const FreeEntry& e) { return e.key.text == key->text; });
    if (twice) {
      problems.add(ConfigErrorCode::Duplicate, key->mark, path + "." + key->text,
                   "stands here twice");
    } else {
      entries.push_back({*std::move(key), pair.second});
    }
  }
  return entries;
}

bool is_address(std::string_view text) {
  const auto control = [](char c) { return (c >= 0 && c < ' ') || c == 0x7F; };
  return !text.empty() && text.size() <= kAddressBytes && is_utf8(text) &&
         std::ranges::none_of(text, control);
}

}  // namespace varde::adapters
