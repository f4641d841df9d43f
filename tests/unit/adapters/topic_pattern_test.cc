#include "adapters/host/topic_pattern.h"

#include <catch2/catch.hpp>
#include <string>

namespace varde::adapters {
namespace {

TopicPattern pattern(const std::string& text) {
  const auto parsed = TopicPattern::parse(text);
  INFO((parsed ? "" : parsed.error().reason));
  REQUIRE(parsed.has_value());
  return *parsed;
}

std::string repeated(const std::string& part, std::size_t times) {
  std::string text;
  for (std::size_t i = 0; i < times; ++i) text += part;
  return text;
}

}  // namespace

TEST_CASE("a topic that is the pattern's gives what it captures", "[adapters]") {
  const auto [text, topic, captures] = GENERATE(table<std::string, std::string, Captures>({
      {"zigbee2mqtt/bridge/state", "zigbee2mqtt/bridge/state", {}},
      {"tele/{device}/LWT", "tele/pump 4/LWT", {{"device", "pump 4"}}},
      {"z/{device+}", "z/kitchen/leak", {{"device", "kitchen/leak"}}},
      {"z/{device+}/availability", "z/kitchen/leak/availability", {{"device", "kitchen/leak"}}},
      {"z/{device+}/availability", "z/availability/availability", {{"device", "availability"}}},
      {"{site}/{device+}/{leaf}", "a/b/c/d", {{"site", "a"}, {"device", "b/c"}, {"leaf", "d"}}},
      {"{all+}", "a//b/", {{"all", "a//b/"}}},
      {"/{first}", "/x", {{"first", "x"}}},
      {"a//{b}", "a//x", {{"b", "x"}}},
  }));
  CAPTURE(text, topic);

  const auto found = pattern(text).match(topic);

  REQUIRE(found.has_value());
  CHECK(*found == captures);
}

TEST_CASE("a topic of another form is not the pattern's", "[adapters]") {
  const auto [text, topic] = GENERATE(table<std::string, std::string>({
      {"a/{x}", "a"},
      {"a/{x}", "a/"},
      {"a/{x}", "a/b/c"},
      {"a/{x}", "b/c"},
      {"a/{x}/b", "a//b"},
      {"a/{x+}", "a"},
      {"a/{x+}", "a/"},
      {"a/{x+}/b", "a/b"},
      {"a/{x+}/b", "a//b"},
      {"a/{x+}/b", "a/x/c"},
      {"{x+}/b/c", "b/c"},
      {"a/b", "a/b/"},
      {"a/b", "A/b"},
      {"a/b", ""},
  }));
  CAPTURE(text, topic);

  CHECK_FALSE(pattern(text).match(topic).has_value());
}

TEST_CASE("a capture in front does not meet a broker's own topics", "[adapters]") {
  CHECK_FALSE(pattern("{a}/uptime").match("$SYS/uptime").has_value());
  CHECK_FALSE(pattern("{a+}").match("$SYS/broker/uptime").has_value());
  CHECK(pattern("$SYS/{a}").match("$SYS/uptime").has_value());
}

TEST_CASE("what is wrong with a pattern is told with its column", "[adapters]") {
  const auto [text, column] = GENERATE(table<std::string, std::size_t>({
      {"", 1},
      {"a/+/b", 3},
      {"$share/g/a", 1},
      {"a/b#", 4},
      {"a/x{b}", 4},
      {"a/{b}x", 6},
      {"v3/{app}@t/up", 9},
      {"a/{b", 3},
      {"a/b}", 4},
      {"a/{}", 4},
      {"a/{+}", 4},
      {"a/{B}", 4},
      {"a/{1b}", 4},
      {"a/{b++}", 4},
      {"a/{b}/{b}", 8},
      {"{a+}/x/{b+}", 8},
      {std::string("a/\0", 3), 3},
      {"a/{" + repeated("x", 33) + "}", 4},
  }));
  CAPTURE(text);

  const auto parsed = TopicPattern::parse(text);

  REQUIRE(parsed.has_error());
  CHECK(parsed.error().column == column);
  CHECK_FALSE(parsed.error().reason.empty());
}

TEST_CASE("a pattern has at most 512 bytes, 64 levels and 16 captures", "[adapters]") {
  CHECK(TopicPattern::parse(repeated("x", 512)).has_value());
  CHECK_FALSE(TopicPattern::parse(repeated("x", 513)).has_value());
  CHECK(TopicPattern::parse(repeated("x/", 63) + "x").has_value());
  CHECK_FALSE(TopicPattern::parse(repeated("x/", 64) + "x").has_value());
  std::string captures = "{c0}";
  for (int i = 1; i < 16; ++i) captures += "/{c" + std::to_string(i) + "}";
  CHECK(TopicPattern::parse(captures).has_value());
  CHECK_FALSE(TopicPattern::parse(captures + "/{c16}").has_value());
}

TEST_CASE("the filter to subscribe to covers the pattern", "[adapters]") {
  const auto [text, filter] = GENERATE(table<std::string, std::string>({
      {"zigbee2mqtt/bridge/state", "zigbee2mqtt/bridge/state"},
      {"tele/{device}/LWT", "tele/+/LWT"},
      {"z/{device+}", "z/#"},
      {"z/{x}/{device+}/availability", "z/+/#"},
      {"{all+}", "#"},
      {"/{a}", "/+"},
  }));

  CHECK(pattern(text).mqtt_filter() == filter);
}

TEST_CASE("a long topic is no more than its length of work", "[adapters]") {
  // Each level could be the beginning of what stands behind the capture.
  const std::string topic = "a/" + repeated("b/", 30'000) + "c";

  CHECK_FALSE(pattern("a/{x+}/b/b/b/b/b/b/b/b/d").match(topic).has_value());
  CHECK(pattern("a/{x+}/b/b/b/c").match(topic).has_value());
}

TEST_CASE("a pattern knows the names that it captures", "[adapters]") {
  const auto parsed = pattern("a/{device+}/device2");

  CHECK(parsed.has_capture("device"));
  CHECK_FALSE(parsed.has_capture("device2"));
  CHECK(parsed.text() == "a/{device+}/device2");
}

}  // namespace varde::adapters
