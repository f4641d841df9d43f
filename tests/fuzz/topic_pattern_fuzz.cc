// Topic patterns as an integrator may write them. The first line of the input is the pattern, each
// other one a topic: it has to match exactly if a matcher that tries everything says so, and then
// the filter has to cover it.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/host/topic_pattern.h"
#include "broker/base/assert.h"
#include "broker/links/mqtt/topics/topic.h"
#include "tests/fuzz/checks.h"

namespace {

using namespace varde;
using namespace varde::adapters;

constexpr std::size_t kMostLines = 32;
constexpr std::size_t kMostLevels = 12;  // What the slow matcher takes.

std::vector<std::string> split(std::string_view text, char at) {
  std::vector<std::string> parts(1);
  for (const char letter : text) {
    if (letter == at) {
      parts.emplace_back();
    } else {
      parts.back() += letter;
    }
  }
  return parts;
}

// The levels of the pattern from `p` on against those of the topic from `t` on.
bool meets(const std::vector<std::string>& pattern, std::size_t p,
           const std::vector<std::string>& topic, std::size_t t) {
  if (p == pattern.size()) return t == topic.size();
  if (t == topic.size()) return false;
  const std::string& level = pattern[p];
  if (!level.starts_with('{')) return level == topic[t] && meets(pattern, p + 1, topic, t + 1);
  if (!level.ends_with("+}")) return !topic[t].empty() && meets(pattern, p + 1, topic, t + 1);
  for (std::size_t end = t + 1; end <= topic.size(); ++end) {
    const bool captures = end > t + 1 || !topic[t].empty();
    if (captures && meets(pattern, p + 1, topic, end)) return true;
  }
  return false;
}

// The topic that `captures` make of the pattern.
std::string rebuilt(const std::vector<std::string>& pattern, const Captures& captures) {
  std::string topic;
  for (const std::string& level : pattern) {
    if (!topic.empty() || &level != &pattern.front()) topic += '/';
    if (!level.starts_with('{')) {
      topic += level;
      continue;
    }
    std::string name = level.substr(1, level.size() - 2);
    if (name.ends_with('+')) name.pop_back();
    topic += captures.at(name);
  }
  return topic;
}

void try_topic(const TopicPattern& pattern, const std::string& topic) {
  const auto captures = pattern.match(topic);
  const std::vector<std::string> levels = split(pattern.text(), '/');
  const std::vector<std::string> said = split(topic, '/');
  if (said.size() <= kMostLevels) {
    const bool own = levels.front().starts_with('{') && topic.starts_with('$');
    VARDE_ASSERT(captures.has_value() == (!own && meets(levels, 0, said, 0)));
  }
  if (!captures) return;
  VARDE_ASSERT(rebuilt(levels, *captures) == topic);
  if (!links::mqtt::is_topic_name(topic)) return;
  VARDE_ASSERT(links::mqtt::matches(pattern.mqtt_filter(), topic));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto lines = split({reinterpret_cast<const char*>(data), size}, '\n');
  const auto pattern = TopicPattern::parse(lines.front());
  if (!pattern) {
    check_reason(pattern.error().reason);
    VARDE_ASSERT(pattern.error().column >= 1 && pattern.error().column <= lines.front().size() + 1);
    return 0;
  }
  VARDE_ASSERT(links::mqtt::is_topic_filter(pattern->mqtt_filter()));
  for (std::size_t i = 1; i < lines.size() && i < kMostLines; ++i) try_topic(*pattern, lines[i]);
  return 0;
}
