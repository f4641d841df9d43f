#include "tests/unit/links/mqtt_topics/random_topics.h"

#include <algorithm>

#include "broker/links/mqtt/topics/topic.h"

namespace varde::links::mqtt {
namespace {

using Levels = std::vector<std::string>;

const Levels kNameLevels{"", "a", "b", "$s"};
const Levels kFilterLevels{"", "a", "$s", "+", "#"};  // "b": what no filter names.

std::string random_text(Random& random, const Levels& levels) {
  const auto pick = [&] { return levels[random() % levels.size()]; };
  std::string text = pick();
  for (auto more = random() % 4; more > 0; --more) text += "/" + pick();
  return text;
}

template <class Valid>
Levels all_texts(const Levels& levels, Valid valid) {
  Levels texts = levels;
  Levels longest = levels;
  for (int length = 2; length <= 3; ++length) {
    Levels longer;
    for (const std::string& text : longest) {
      for (const std::string& level : levels) {
        longer.push_back(text);
        longer.back().append("/").append(level);
      }
    }
    texts.insert(texts.end(), longer.begin(), longer.end());
    longest = longer;
  }
  std::erase_if(texts, [&](const std::string& text) { return !valid(text); });
  return texts;
}

}  // namespace

std::string random_name(Random& random) {
  std::string name;
  while (!is_topic_name(name)) name = random_text(random, kNameLevels);
  return name;
}

std::string random_filter(Random& random) {
  std::string filter;
  while (!is_topic_filter(filter)) filter = random_text(random, kFilterLevels);
  return filter;
}

std::vector<std::string> all_names() { return all_texts(kNameLevels, is_topic_name); }

std::vector<std::string> all_filters() { return all_texts(kFilterLevels, is_topic_filter); }

}  // namespace varde::links::mqtt
