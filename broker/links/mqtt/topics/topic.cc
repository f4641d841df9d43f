#include "broker/links/mqtt/topics/topic.h"

#include "broker/links/mqtt/topics/topic_levels.h"

namespace varde::links::mqtt {
namespace {

using namespace std::string_view_literals;

constexpr auto kSharePrefix = "$share/"sv;
constexpr auto kNoName = "\0#+"sv;  // What neither a topic name nor a group contains.

bool contains_any(std::string_view text, std::string_view letters) {
  return text.find_first_of(letters) != std::string_view::npos;
}

// What names and filters have in common.
bool is_topic(std::string_view text) {
  if (text.empty() || text.size() > kLargestTopic) return false;
  std::size_t levels = 1;
  for (const char letter : text) {
    if (letter == '\0') return false;
    if (letter == '/' && ++levels > kMostTopicLevels) return false;
  }
  return true;
}

bool begins_with_wildcard(std::string_view filter) {
  return filter.starts_with('#') || filter.starts_with('+');
}

}  // namespace

bool is_topic_name(std::string_view text) { return is_topic(text) && !contains_any(text, kNoName); }

bool is_topic_filter(std::string_view text) {
  if (!is_topic(text) || is_shared(text)) return false;
  for (TopicLevels levels(text); !levels.done();) {
    const std::string_view level = levels.next();
    if (level == "#") return levels.done();
    if (level != "+" && contains_any(level, "#+")) return false;
  }
  return true;
}

bool matches(std::string_view filter, std::string_view topic) {
  if (topic.starts_with('$') && begins_with_wildcard(filter)) return false;
  TopicLevels wanted(filter);
  TopicLevels given(topic);
  while (!wanted.done()) {
    const std::string_view level = wanted.next();
    if (level == "#") return true;  // Also where `given` is done: the parent belongs to it.
    if (given.done()) return false;
    const std::string_view other = given.next();
    if (level != "+" && level != other) return false;
  }
  return given.done();
}

bool covers(std::string_view outer, std::string_view inner) {
  if (inner.starts_with('$') && begins_with_wildcard(outer)) return false;
  // No topic is empty, so these two leave out their parent and say the same as:
  if (inner == "#") inner = "+/#";
  if (inner == "/#") inner = "/+/#";
  TopicLevels wider(outer);
  TopicLevels narrower(inner);
  while (!wider.done()) {
    const std::string_view level = wider.next();
    if (level == "#") return true;
    if (narrower.done()) return false;
    const std::string_view other = narrower.next();
    if (other == "#" || (level != "+" && level != other)) return false;
  }
  return narrower.done();
}

std::optional<SharedFilter> parse_shared(std::string_view text) {
  if (!is_shared(text) || text.size() > kLargestTopic) return std::nullopt;
  text.remove_prefix(kSharePrefix.size());
  const auto slash = text.find('/');
  if (slash == std::string_view::npos) return std::nullopt;
  const std::string_view group = text.substr(0, slash);
  const std::string_view filter = text.substr(slash + 1);
  if (group.empty() || contains_any(group, kNoName) || !is_topic_filter(filter)) {
    return std::nullopt;
  }
  return SharedFilter{std::string(group), std::string(filter)};
}

bool is_shared(std::string_view text) { return text.starts_with(kSharePrefix); }

}  // namespace varde::links::mqtt
