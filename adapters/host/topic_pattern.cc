#include "adapters/host/topic_pattern.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "broker/base/utf8.h"

namespace varde::adapters {
namespace {

bool is_capture_name(std::string_view name) {
  const auto letter = [](char c) { return c >= 'a' && c <= 'z'; };
  const auto fits = [&](char c) { return letter(c) || (c >= '0' && c <= '9') || c == '_'; };
  return !name.empty() && name.size() <= TopicPattern::kNameBytes && letter(name.front()) &&
         std::ranges::all_of(name, fits);
}

TopicPatternError error(std::size_t column, std::string reason) {
  return {column, std::move(reason)};
}

// The levels of a topic from left to right; each costs its own length only.
class Levels {
 public:
  explicit Levels(std::string_view topic) : rest_(topic) {}

  [[nodiscard]] bool done() const { return done_; }
  [[nodiscard]] std::string_view rest() const { return rest_; }

  std::string_view take() {
    const std::size_t slash = rest_.find('/');
    const std::string_view level = rest_.substr(0, slash);
    done_ = slash == std::string_view::npos;
    rest_.remove_prefix(done_ ? rest_.size() : slash + 1);
    return level;
  }

  // The same from the right.
  std::string_view take_last() {
    const std::size_t slash = rest_.rfind('/');
    done_ = slash == std::string_view::npos;
    const std::string_view level = done_ ? rest_ : rest_.substr(slash + 1);
    rest_.remove_suffix(done_ ? rest_.size() : level.size() + 1);
    return level;
  }

 private:
  std::string_view rest_;
  bool done_ = false;
};

}  // namespace

Result<TopicPattern::Level, TopicPatternError> TopicPattern::parse_level(std::string_view text,
                                                                         std::size_t column) {
  const std::size_t wildcard = text.find_first_of("+#");
  if (!text.starts_with('{')) {
    const std::size_t brace = text.find_first_of("{}");
    if (brace != std::string_view::npos) {
      return error(column + brace, "a capture is a whole level: {name}");
    }
    if (wildcard != std::string_view::npos) {
      return error(column + wildcard,
                   "no MQTT wildcard here: {name} is any one level, {name+} more");
    }
    return Level{std::string(text), false, false};
  }
  if (!text.ends_with('}') || text.size() < 2) {
    const std::size_t brace = text.find('}');
    if (brace == std::string_view::npos) return error(column, "this { is not closed in its level");
    return error(column + brace + 1, "a capture is a whole level: nothing may follow it");
  }
  std::string_view name = text.substr(1, text.size() - 2);
  const bool many = name.ends_with('+');
  if (many) name.remove_suffix(1);
  if (!is_capture_name(name)) {
    return error(column + 1, "a capture's name is 1 to " + std::to_string(kNameBytes) +
                                 " of a-z 0-9 _ and begins with a letter");
  }
  return Level{std::string(name), true, many};
}

Result<TopicPattern, TopicPatternError> TopicPattern::parse(std::string_view text) {
  if (text.empty()) return error(1, "a topic pattern is not empty");
  if (text.size() > kBytes) {
    return error(kBytes + 1, "longer than " + std::to_string(kBytes) + " bytes");
  }
  if (!is_utf8(text)) return error(1, "not UTF-8");
  const std::size_t control = static_cast<std::size_t>(std::distance(
      text.begin(), std::ranges::find_if(text, [](char c) { return c >= 0 && c < ' '; })));
  if (control != text.size()) return error(control + 1, "a control character");

  if (text == "$share" || text.starts_with("$share/")) {
    return error(1, "$share is no topic: MQTT takes it for a shared subscription");
  }

  TopicPattern pattern;
  pattern.text_ = text;
  std::size_t captures = 0;
  bool many = false;
  Levels levels(text);
  while (!levels.done()) {
    const std::size_t column = text.size() - levels.rest().size() + 1;
    if (pattern.levels_.size() == kLevels) {
      return error(column, "more than " + std::to_string(kLevels) + " levels");
    }
    auto level = parse_level(levels.take(), column);
    if (!level) return level.error();
    if (level->capture && pattern.has_capture(level->text)) {
      return error(column + 1, "{" + level->text + "} is there already");
    }
    if (level->capture && ++captures > kCaptures) {
      return error(column, "more than " + std::to_string(kCaptures) + " captures");
    }
    if (level->many && std::exchange(many, true)) {
      return error(column, "only one capture may take several levels");
    }
    pattern.levels_.push_back(*std::move(level));
  }
  return pattern;
}

std::size_t TopicPattern::levels_before_many() const {
  return static_cast<std::size_t>(
      std::distance(levels_.begin(), std::ranges::find(levels_, true, &Level::many)));
}

std::optional<Captures> TopicPattern::match(std::string_view topic) const {
  // Wildcards in front keep clear of a broker's own topics (MQTT 5, 4.7.2).
  if (levels_.front().capture && topic.starts_with('$')) return std::nullopt;
  Captures captures;
  const auto fits = [&](const Level& level, std::string_view said) {
    if (!level.capture) return said == level.text;
    if (said.empty()) return false;
    captures.emplace(level.text, said);
    return true;
  };

  Levels left(topic);
  const std::size_t before = levels_before_many();
  for (std::size_t i = 0; i < before; ++i) {
    if (left.done() || !fits(levels_[i], left.take())) return std::nullopt;
  }
  if (before == levels_.size()) return left.done() ? std::optional(captures) : std::nullopt;
  if (left.done()) return std::nullopt;

  // What is left has at least one level. Those behind are taken from its end, so that what remains
  // is the capture's, and nothing is tried twice.
  Levels right(left.rest());
  for (std::size_t i = levels_.size() - 1; i > before; --i) {
    if (!fits(levels_[i], right.take_last()) || right.done()) return std::nullopt;
  }
  if (!fits(levels_[before], right.rest())) return std::nullopt;
  return captures;
}

std::string TopicPattern::mqtt_filter() const {
  std::string filter;
  for (const Level& level : levels_) {
    if (&level != &levels_.front()) filter += '/';
    if (level.many) return filter + '#';
    filter += level.capture ? "+" : level.text;
  }
  return filter;
}

bool TopicPattern::has_capture(std::string_view name) const {
  return std::ranges::any_of(
      levels_, [&](const Level& level) { return level.capture && level.text == name; });
}

}  // namespace varde::adapters
