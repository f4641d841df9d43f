// Sections 4.7 and 4.8 of MQTT 5.0: the ids in the names are its conformance statements, the pairs
// marked with a section number its examples.
#include <algorithm>
#include <catch2/catch.hpp>
#include <ostream>
#include <string>
#include <vector>

#include "broker/links/mqtt/topics/topic.h"
#include "tests/unit/links/mqtt_topics/random_topics.h"

namespace varde::links::mqtt {
namespace {

using namespace std::string_literals;

struct Pair {
  std::string filter;
  std::string topic;
};

std::ostream& operator<<(std::ostream& out, const Pair& pair) {
  return out << pair.filter << " and " << pair.topic;
}

// "a/a/a" of that many levels.
std::string deep(std::size_t levels) {
  std::string text = "a";
  for (std::size_t level = 1; level < levels; ++level) text += "/a";
  return text;
}

}  // namespace

TEST_CASE("a topic name contains no wildcard [MQTT-4.7.0-1]", "[mqtt]") {
  const std::string name = GENERATE(as<std::string>(), "#", "+", "a/#", "a/+/b", "a#", "a+b");
  CAPTURE(name);

  CHECK_FALSE(is_topic_name(name));
}

TEST_CASE("'#' stands alone in the last level of a filter [MQTT-4.7.1-1]", "[mqtt]") {
  const auto [filter, valid] = GENERATE(table<std::string, bool>({
      {"#", true},
      {"/#", true},
      {"+/#", true},
      {"sport/#", true},
      {"sport/tennis/#", true},           // 4.7.1.2
      {"sport/tennis#", false},           // 4.7.1.2
      {"sport/tennis/#/ranking", false},  // 4.7.1.2
      {"#/", false},
      {"##", false},
      {"#/#", false},
      {"a/#b", false},
      {"+#", false},
  }));
  CAPTURE(filter);

  CHECK(is_topic_filter(filter) == valid);
}

TEST_CASE("'+' stands alone in its level of a filter [MQTT-4.7.1-2]", "[mqtt]") {
  const auto [filter, valid] = GENERATE(table<std::string, bool>({
      {"+", true},                // 4.7.1.3
      {"+/tennis/#", true},       // 4.7.1.3
      {"sport+", false},          // 4.7.1.3
      {"sport/+/player1", true},  // 4.7.1.3
      {"/+", true},
      {"+/", true},
      {"+/+", true},
      {"++", false},
      {"+a/b", false},
      {"a/+b", false},
      {"a/b+/c", false},
  }));
  CAPTURE(filter);

  CHECK(is_topic_filter(filter) == valid);
}

TEST_CASE("a filter matches the topics that the standard's examples say", "[mqtt]") {
  const auto pair = GENERATE(values<Pair>({
      {"sport/tennis/player1/#", "sport/tennis/player1"},                  // 4.7.1.2
      {"sport/tennis/player1/#", "sport/tennis/player1/ranking"},          // 4.7.1.2
      {"sport/tennis/player1/#", "sport/tennis/player1/score/wimbledon"},  // 4.7.1.2
      {"sport/#", "sport"},                                                // 4.7.1.2
      {"#", "sport/tennis"},                                               // 4.7.1.2
      {"sport/tennis/+", "sport/tennis/player1"},                          // 4.7.1.3
      {"sport/tennis/+", "sport/tennis/player2"},                          // 4.7.1.3
      {"sport/+", "sport/"},                                               // 4.7.1.3
      {"+/+", "/finance"},                                                 // 4.7.1.3
      {"/+", "/finance"},                                                  // 4.7.1.3
      {"+/tennis/#", "sport/tennis"},
      {"+", "sport"},
      {"#", "/"},
      {"/#", "/"},
      {"+/", "a/"},
      {"a//b", "a//b"},
      {"a/+/b", "a//b"},
  }));
  CAPTURE(pair);
  REQUIRE(is_topic_filter(pair.filter));
  REQUIRE(is_topic_name(pair.topic));

  CHECK(matches(pair.filter, pair.topic));
}

TEST_CASE("a filter does not match the topics that the standard's examples exclude", "[mqtt]") {
  const auto pair = GENERATE(values<Pair>({
      {"sport/tennis/+", "sport/tennis/player1/ranking"},  // 4.7.1.3
      {"sport/+", "sport"},                                // 4.7.1.3
      {"+", "/finance"},                                   // 4.7.1.3
      {"/finance", "finance"},                             // 4.7.3
      {"finance", "/finance"},                             // 4.7.3
      {"sport", "sport/"},
      {"sport/", "sport"},
      {"sport/#", "sports"},
      {"sport/tennis", "sport"},
      {"sport", "sport/tennis"},
      {"a/b", "a//b"},
      {"/+", "a"},
  }));
  CAPTURE(pair);
  REQUIRE(is_topic_filter(pair.filter));
  REQUIRE(is_topic_name(pair.topic));

  CHECK_FALSE(matches(pair.filter, pair.topic));
}

TEST_CASE("a wildcard at the beginning hides topics that begin with '$' [MQTT-4.7.2-1]", "[mqtt]") {
  const auto [filter, topic, matching] = GENERATE(table<std::string, std::string, bool>({
      {"#", "$SYS/monitor/Clients", false},                  // 4.7.2
      {"+/monitor/Clients", "$SYS/monitor/Clients", false},  // 4.7.2
      {"$SYS/#", "$SYS/monitor/Clients", true},              // 4.7.2
      {"$SYS/monitor/+", "$SYS/monitor/Clients", true},      // 4.7.2
      {"$SYS/#", "$SYS", true},
      {"$SYS/#", "$SYS/", true},
      {"+/#", "$SYS/monitor", false},
      {"+", "$SYS", false},
      {"#", "a/$b", true},
      {"a/+", "a/$b", true},
      {"+/$b", "/$b", true},
  }));
  CAPTURE(filter, topic);

  CHECK(matches(filter, topic) == matching);
}

TEST_CASE("a topic is at least one character long [MQTT-4.7.3-1]", "[mqtt]") {
  CHECK_FALSE(is_topic_name(""));
  CHECK_FALSE(is_topic_filter(""));
  const std::string topic = GENERATE(as<std::string>(), "a", "/", "//", " ", "Accounts payable");
  CAPTURE(topic);
  CHECK(is_topic_name(topic));
  CHECK(is_topic_filter(topic));
}

TEST_CASE("a topic does not contain U+0000 [MQTT-4.7.3-2]", "[mqtt]") {
  const std::string topic = GENERATE("\0"s, "a\0"s, "\0a"s, "a/\0/b"s);

  CHECK_FALSE(is_topic_name(topic));
  CHECK_FALSE(is_topic_filter(topic));
  CHECK_FALSE(parse_shared("$share/group/" + topic));
  CHECK_FALSE(parse_shared("$share/" + topic + "/a"));
}

TEST_CASE("a topic has at most 65,535 bytes [MQTT-4.7.3-3]", "[mqtt]") {
  const std::string longest(kLargestTopic, 'a');

  CHECK(is_topic_name(longest));
  CHECK(is_topic_filter(longest));
  CHECK(matches(longest, longest));
  CHECK_FALSE(is_topic_name(longest + "a"));
  CHECK_FALSE(is_topic_filter(longest + "a"));
  CHECK_FALSE(parse_shared("$share/group/" + longest));
}

TEST_CASE("topics are compared byte by byte, nothing is normalised [MQTT-4.7.3-4]", "[mqtt]") {
  const auto pair = GENERATE(values<Pair>({
      {"ACCOUNTS", "Accounts"},     // 4.7.3
      {"caf\u00e9", "cafe\u0301"},  // One letter, composed or not.
      {"a",
       "\ufeff"
       "a"},  // A byte order mark is a character.
      {"a", "a "},
      {"a/../b", "b"},
      {"a/./b", "a/b"},
      {"a%2Fb", "a/b"},
  }));
  CAPTURE(pair);

  CHECK_FALSE(matches(pair.filter, pair.topic));
  CHECK(matches(pair.topic, pair.topic));
}

TEST_CASE("a topic has at most 64 levels, which is Varde's own limit", "[mqtt]") {
  CHECK(is_topic_name(deep(kMostTopicLevels)));
  CHECK(is_topic_filter(deep(kMostTopicLevels)));
  CHECK(is_topic_filter(deep(kMostTopicLevels - 1) + "/#"));

  CHECK_FALSE(is_topic_name(deep(kMostTopicLevels + 1)));
  CHECK_FALSE(is_topic_filter(deep(kMostTopicLevels + 1)));
  CHECK_FALSE(is_topic_filter(deep(kMostTopicLevels) + "/#"));
  CHECK_FALSE(is_topic_name(std::string(kLargestTopic, '/')));
  CHECK_FALSE(is_topic_filter(std::string(kLargestTopic, '/')));
  CHECK_FALSE(parse_shared("$share/group/" + deep(kMostTopicLevels + 1)));
}

TEST_CASE("a shared subscription names a group of one character or more [MQTT-4.8.2-1]", "[mqtt]") {
  const auto [text, group, filter] = GENERATE(table<std::string, std::string, std::string>({
      {"$share/consumer1/sport/tennis/+", "consumer1", "sport/tennis/+"},  // 4.8.2
      {"$share/consumer2/sport/tennis/+", "consumer2", "sport/tennis/+"},  // 4.8.2
      {"$share/consumer1/#", "consumer1", "#"},                            // 4.8.2
      {"$share/consumer1//finance", "consumer1", "/finance"},              // 4.8.2
      {"$share/g/$SYS/#", "g", "$SYS/#"},
      {"$share/$share/a", "$share", "a"},
      {"$share/g//", "g", "/"},
  }));
  CAPTURE(text);

  const auto shared = parse_shared(text);

  REQUIRE(shared);
  CHECK(shared->group == group);
  CHECK(shared->filter == filter);
  CHECK(is_shared(text));
  CHECK_FALSE(is_topic_filter(text));
}

TEST_CASE("a shared subscription without a whole group and filter is refused [MQTT-4.8.2-2]",
          "[mqtt]") {
  const std::string text =
      GENERATE(as<std::string>(), "$share/", "$share//", "$share//a", "$share/g", "$share/g/",
               "$share/+/a", "$share/#", "$share/#/a", "$share/a+b/c", "$share/g#/a", "$share/g/a#",
               "$share/g/#/a", "$share/g/$share/h/a");
  CAPTURE(text);

  CHECK_FALSE(parse_shared(text));
  CHECK(is_shared(text));
  CHECK_FALSE(is_topic_filter(text));
}

TEST_CASE("what does not begin with '$share/' is an ordinary filter", "[mqtt]") {
  const std::string text =
      GENERATE(as<std::string>(), "$share", "$SHARE/g/a", "$shared/g/a", "a/$share/g", "/$share/g");
  CAPTURE(text);

  CHECK_FALSE(is_shared(text));
  CHECK_FALSE(parse_shared(text));
  CHECK(is_topic_filter(text));
}

TEST_CASE("a filter covers what it leaves nothing of outside", "[mqtt]") {
  const auto [outer, inner] = GENERATE(table<std::string, std::string>({
      {"#", "#"},
      {"#", "+/#"},
      {"+/#", "#"},    // No topic is empty: the first level of "#" is there.
      {"/+/#", "/#"},  // So is the second of "/#".
      {"+/+/#", "/#"},
      {"#", "a"},
      {"a", "a"},
      {"a/#", "a"},
      {"a/#", "a/#"},
      {"a/#", "a/+/b"},
      {"a/+/#", "a/b/#"},
      {"+", "+"},
      {"+/b", "a/b"},
      {"$SYS/#", "$SYS/a"},
      {"$SYS/+", "$SYS/+"},
      {"varde/v1/nordlia/+/response", "varde/v1/nordlia/d1/response"},
  }));
  CAPTURE(outer, inner);

  CHECK(covers(outer, inner));
}

TEST_CASE("a filter does not cover what reaches beyond it", "[mqtt]") {
  const auto [outer, inner] = GENERATE(table<std::string, std::string>({
      {"a", "+"},
      {"a", "#"},
      {"a", "a/#"},
      {"a/+", "a/#"},
      {"a/+", "a"},
      {"a/+/#", "a/#"},
      {"+", "#"},
      {"+", "a/b"},
      {"+/+/#", "#"},
      {"a/b", "a"},
      {"#", "$SYS/a"},
      {"+/a", "$SYS/a"},
      {"$SYS/#", "#"},
      {"varde/v1/nordlia/d1/#", "varde/v1/+/d1/response"},
      {"varde/v1/nordlia/d1/#", "varde/v1/nordlia/d10/response"},
  }));
  CAPTURE(outer, inner);

  CHECK_FALSE(covers(outer, inner));
}

TEST_CASE("a filter covers another exactly if no topic shows the contrary", "[mqtt]") {
  const std::vector<std::string> names = all_names();
  const std::vector<std::string> filters = all_filters();
  REQUIRE(filters.size() > 50);
  for (const std::string& outer : filters) {
    for (const std::string& inner : filters) {
      const bool contrary = std::ranges::any_of(names, [&](const std::string& name) {
        return matches(inner, name) && !matches(outer, name);
      });
      CAPTURE(outer, inner);
      CHECK(covers(outer, inner) != contrary);
    }
  }
}

TEST_CASE("what a covered filter matches, the covering one matches", "[mqtt]") {
  Random random(4'711);
  int covered = 0;
  for (int round = 0; round < 100'000; ++round) {
    const std::string outer = random_filter(random);
    const std::string inner = random_filter(random);
    const std::string name = random_name(random);
    if (!covers(outer, inner) || !matches(inner, name)) continue;
    ++covered;
    CAPTURE(outer, inner, name);
    CHECK(matches(outer, name));
  }
  CHECK(covered > 1'000);
}

}  // namespace varde::links::mqtt
